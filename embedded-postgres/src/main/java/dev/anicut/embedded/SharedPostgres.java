package dev.anicut.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** One temporary server for all tests of a JVM, started when first asked for, stopped and deleted when the JVM ends. */
public final class SharedPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    /** An empty database of the shared server. */
    public record Database(String name, String jdbcUrl, String user, String password) {
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbcUrl, user, password);
        }
    }

    /** The shared server; it belongs to all tests, so drills that stop it use a server of their own. */
    public static EmbeddedPostgres server() {
        return Holder.SERVER;
    }

    /** Makes a fresh database, for one test class. */
    public static Database createDatabase() {
        EmbeddedPostgres server = server();
        String name = "test_" + DATABASES.incrementAndGet();
        return new Database(name, server.createDatabase(name), server.user(), server.password());
    }

    private static final class Holder {
        static final EmbeddedPostgres SERVER = EmbeddedPostgres.temporary();
    }
}
