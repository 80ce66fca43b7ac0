package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that is done whole or not at all, and may be done again from its beginning. */
@FunctionalInterface
interface Transaction<T> {
    T run(Connection connection) throws SQLException;
}
