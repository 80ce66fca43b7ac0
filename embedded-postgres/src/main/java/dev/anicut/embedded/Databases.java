package dev.anicut.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/** The databases of an embedded server. */
final class Databases {
    private static final String MAINTENANCE = "postgres";

    private Databases() {}

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Creates the default database of a new server. */
    static void ensure(int port, String password) {
        try (Connection connection = connect(port, MAINTENANCE, password);
                PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, EmbeddedPostgres.DATABASE);
            if (!query.executeQuery().next()) {
                create(connection, EmbeddedPostgres.DATABASE);
            }
        } catch (SQLException e) {
            throw new EmbeddedPostgresException(
                    "The started PostgreSQL cannot be used: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    static void create(int port, String password, String name) {
        try (Connection connection = connect(port, MAINTENANCE, password)) {
            create(connection, name);
        } catch (SQLException e) {
            throw new EmbeddedPostgresException("Database " + name + " cannot be created: " + e.getMessage(), e);
        }
    }

    static Connection connect(int port, String database, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", EmbeddedPostgres.USER);
        properties.setProperty("password", password);
        // not by DriverManager, which sees the drivers of some class loaders only
        return new Driver().connect(url(port, database), properties);
    }

    private static void create(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        }
    }
}
