package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedPostgresITCase {
    @Test
    void everyDatabaseIsNewOnTheSameServer() throws Exception {
        SharedPostgres.Database first = SharedPostgres.createDatabase();
        SharedPostgres.Database second = SharedPostgres.createDatabase();
        assertThat(first.jdbcUrl())
                .isNotEqualTo(second.jdbcUrl())
                .contains(":" + SharedPostgres.server().port() + "/");
        try (Connection connection = first.connect()) {
            connection.createStatement().execute("CREATE TABLE t ()");
        }
        try (Connection connection = second.connect();
                ResultSet rows = connection.createStatement().executeQuery("SELECT to_regclass('t')")) {
            rows.next();
            assertThat(rows.getString(1)).isNull();
        }
    }

    @Test
    void testsInParallelGetDatabasesOfTheirOwn() {
        assertThat(IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> SharedPostgres.createDatabase().name())
                        .toList())
                .doesNotHaveDuplicates();
    }
}
