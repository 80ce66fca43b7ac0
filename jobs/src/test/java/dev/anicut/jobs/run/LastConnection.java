package dev.anicut.jobs.run;

import dev.anicut.embedded.SharedPostgres;
import java.sql.Connection;
import java.sql.SQLException;

/** The connection to the database that a test asked last; closed when it asks another one. */
final class LastConnection {
    private static final int ANSWER_SECONDS = 1;

    private static SharedPostgres.Database database;
    private static Connection connection;

    private LastConnection() {}

    /** What is asked of a database. */
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    static synchronized <T> T to(SharedPostgres.Database asked, Question<T> question) throws SQLException {
        if (connection != null && asked.equals(database)) {
            try {
                return question.ask(connection);
            } catch (SQLException e) {
                if (connection.isValid(ANSWER_SECONDS)) {
                    throw e;
                }
                // the server was restarted meanwhile
            }
        }
        if (connection != null) {
            connection.close();
        }
        connection = asked.connect();
        database = asked;
        return question.ask(connection);
    }
}
