package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.anicut.model.InvalidSettingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class MigrationsITCase {
    private static final String TABLES =
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'anicut' ORDER BY 1";

    @Test
    void setsUpTheSchemaOnceAndSaysNothing() {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (TestDatabase database = TestDatabase.empty()) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            Migrations.run(database.config());
            List<String> tables = database.rows(TABLES);
            List<String> history = database.rows("SELECT version, success FROM anicut.flyway_schema_history");
            Migrations.run(database.config());

            assertThat(tables)
                    .contains("documents", "contents", "indexed_contents", "chunks", "embeddings", "search_chunks");
            assertThat(database.rows(TABLES)).isEqualTo(tables);
            assertThat(database.rows("SELECT version, success FROM anicut.flyway_schema_history"))
                    .isEqualTo(history);
            assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void whoWaitsTooLongForAnotherSetUpIsToldSoInOneLine() {
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("SELECT pg_advisory_lock(" + Migrations.LOCK + ")");

            assertThatThrownBy(() -> Migrations.migrate(database.config(), "latest", false, "200ms"))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("postgres.url: another process has been setting up the schema anicut of "
                            + database.config().shownUrl() + " for 200ms; try again when it has ended");

            database.execute("SELECT pg_advisory_unlock(" + Migrations.LOCK + ")");
            Migrations.run(database.config());
            assertThat(database.rows(TABLES)).contains("documents");
        }
    }

    @Test
    void theThirdVersionKeepsWhatTheSecondHeld() {
        try (TestDatabase database = TestDatabase.empty()) {
            Migrations.run(database.config(), "2");
            database.execute("INSERT INTO anicut.contents (content_hash, text_length) VALUES ('c', 1), ('lost', 1);"
                    + " INSERT INTO anicut.documents (document_id, content_hash, fingerprint, sequence, source, title,"
                    + " metadata, status, duplicate_of, run_id, origin) VALUES"
                    + " ('a', 'c', 'f', '{1,0,0}', 's', 't', '{}', 'duplicate', 'b', 'r', 'o'),"
                    + " ('b', 'c', 'f', '{1,0,0}', 's', 't', '{}', 'ingested', null, 'r', 'o'),"
                    + " ('d', 'c', 'f', '{1,0,0}', 's', 't', '{\"k\": 1}', 'deleted', null, 'r', 'o')");
            Migrations.run(database.config());

            assertThat(database.rows("SELECT document_id, title FROM anicut.documents ORDER BY 1"))
                    .containsExactly("a|t", "b|t");
            assertThat(database.rows("SELECT content_hash, title, metadata FROM anicut.document_heads"
                            + " WHERE document_id = 'd'"))
                    .containsExactly("null|null|{}");
            assertThat(database.rows("SELECT content_hash, first_owner FROM anicut.contents ORDER BY 1"))
                    .containsExactly("c|b", "lost|null");
        }
    }

    @Test
    void startersAtTheSameTimeWaitForEachOther() {
        try (TestDatabase database = TestDatabase.empty()) {
            CompletableFuture.allOf(
                            Stream.generate(() -> CompletableFuture.runAsync(() -> Migrations.run(database.config())))
                                    .limit(3)
                                    .toArray(CompletableFuture[]::new))
                    .join();

            assertThat(database.rows("SELECT bool_and(success) FROM anicut.flyway_schema_history"))
                    .containsExactly("t");
        }
    }

    @Test
    void aRoleThatMayNotCreateIsToldSoInOneLine() {
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("CREATE ROLE migration_guest LOGIN PASSWORD 'secret'");
            Configuration options = database.options();
            options.setString("postgres.user", "migration_guest");
            options.setString("postgres.password", "secret");

            assertThatThrownBy(() -> Migrations.run(PostgresConfig.from(options)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(
                            "postgres.user: 'migration_guest' given, expected the role that owns the schema anicut;"
                                    + " the schema is empty, and this program needs ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aRoleThatMayOnlyReadGetsByWithASchemaThatIsUpToDate() {
        try (TestDatabase database = TestDatabase.empty()) {
            Migrations.run(database.config(), "6");
            database.execute("CREATE ROLE migration_reader LOGIN PASSWORD 'secret';"
                    + " GRANT USAGE ON SCHEMA anicut TO migration_reader;"
                    + " GRANT SELECT ON anicut.flyway_schema_history TO migration_reader");
            Configuration options = database.options();
            options.setString("postgres.user", "migration_reader");
            options.setString("postgres.password", "secret");
            PostgresConfig reader = PostgresConfig.from(options);

            assertThatThrownBy(() -> Migrations.run(reader))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("the schema is at version 6, and this program needs ")
                    .hasMessageEndingWith(": scripts/submit.sh migrate, run by its owner");
            assertThat(Migrations.migrate(database.config()).before()).isEqualTo("6");
            assertThatCode(() -> Migrations.run(reader)).doesNotThrowAnyException();
            assertThatThrownBy(() -> Migrations.migrate(reader))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(
                            "postgres.user: 'migration_reader' given, expected the role that owns the schema anicut");
        }
    }

    @Test
    void withoutPgvectorVectorsAreCheckedAndCompared() {
        try (TestDatabase database = TestDatabase.migrated()) {
            assumeThat(database.rows("SELECT 1 FROM pg_extension WHERE extname = 'vector'"))
                    .isEmpty();
            String distance = "SELECT round((ARRAY[%s]::real[]::anicut.vector OPERATOR(anicut.<=>)"
                    + " ARRAY[%s]::real[]::anicut.vector)::numeric, 6)";

            assertThat(database.rows(distance.formatted("1,0", "0,2"))).containsExactly("1.000000");
            assertThat(database.rows(distance.formatted("3,0", "2,0"))).containsExactly("0.000000");
            assertThat(database.rows(distance.formatted("1,2", "-1,-2"))).containsExactly("2.000000");
            assertThat(database.rows(distance.formatted("0,0", "1,2"))).containsExactly("null");
            assertThatThrownBy(() -> database.rows(distance.formatted("1,2", "1,2,3")))
                    .hasStackTraceContaining("different vector dimensions 2 and 3");
            assertThatThrownBy(() -> database.rows("SELECT ARRAY[1,NULL]::real[]::anicut.vector"))
                    .hasStackTraceContaining("vector_has_no_nulls");
            assertThatThrownBy(() -> database.rows("SELECT '{}'::real[]::anicut.vector"))
                    .hasStackTraceContaining("vector_has_elements");
        }
    }
}
