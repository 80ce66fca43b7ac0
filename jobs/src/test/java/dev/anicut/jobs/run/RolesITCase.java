package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles of {@code scripts/roles.sql}: each does its work with them, and nothing else. */
class RolesITCase {
    private static final String OWNER = "anicut_owner";
    private static final String JOB = "anicut_job";
    private static final String SEARCH = "anicut_search";

    @TempDir
    private Path folder;

    private Backfills backfills;

    private Backfills.Result as(
            String role, BiFunction<List<String>, Map<String, String>, Command> command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(backfills.databaseArguments("--postgres.user", role, "--postgres.password", "of-" + role));
        return Backfills.captured(() -> Command.exitCode(command.apply(arguments, backfills.environment())));
    }

    private Backfills.Result job(
            BiFunction<List<String>, Map<String, String>, Command> command, String path, String... more) {
        List<String> arguments =
                new ArrayList<>(backfills.arguments("--postgres.user", JOB, "--postgres.password", "of-" + JOB));
        arguments.addAll(List.of("--source.path", path));
        arguments.addAll(List.of(more));
        return Backfills.captured(() -> Command.exitCode(command.apply(arguments, backfills.environment())));
    }

    @Test
    void eachRoleDoesItsWorkAndNothingElse() throws Exception {
        backfills = new Backfills(folder.resolve("home"));
        backfills.execute(Files.readString(Path.of("..", "scripts", "roles.sql")));
        for (String role : List.of(OWNER, JOB, SEARCH)) {
            backfills.execute("ALTER ROLE " + role + " PASSWORD 'of-" + role + "'");
        }
        Path input = Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"id\":\"a\",\"text\":\"A sluice lets water go.\"}\n{\"id\":\"b\",\"text\":\"A weir raises a river.\"}\n"
                        + "{broken\n");

        assertThat(job(Backfill::new, input.toString()).err())
                .contains(
                        "anicut: postgres.user: 'anicut_job' given, expected the role that owns the schema anicut; the schema is"
                                + " empty, and this program needs ");
        assertThat(as(JOB, Migrate::new).exitCode()).isEqualTo(2);
        Backfills.Result migrated = as(OWNER, Migrate::new);
        assertThat(migrated.exitCode()).as(migrated.err()).isZero();
        assertThat(migrated.out()).startsWith("the schema anicut is at version ");
        assertThat(as(OWNER, Migrate::new).out()).contains(" already");

        everyJobRuns(input);
        nothingElseIsAllowed();

        Backfills.Result index = as(OWNER, IndexVectors::new);
        assertThat(index.exitCode()).as(index.err()).isZero();
        assertRefused(
                as(JOB, IndexVectors::new),
                "postgres.user: 'anicut_job' given, expected the role that owns the tables");
        Backfills.Result found = as(SEARCH, SearchDocuments::new, "what holds the river back");
        assertThat(found.exitCode()).as(found.err()).isZero();
        assertThat(found.out()).contains("A weir raises a river.");
        assertRefused(as(SEARCH, Collect::new), "postgres.user: the role may not do this; the server says: ");
    }

    private void everyJobRuns(Path input) throws Exception {
        try (LlmDouble llm = LlmDouble.start(LlmDoubleConfig.defaults())) {
            String[] enrich = {"--enrich.llm.url", llm.url(), "--enrich.llm.model", LlmDoubleConfig.MODEL};
            Backfills.Result first = job(Backfill::new, input.toString(), enrich);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.count("ingested")).isEqualTo(2);
            Files.writeString(input, Files.readString(input).replace("lets water go", "lets water by"));
            Backfills.Result changed = job(Backfill::new, input.toString(), enrich);
            assertThat(changed.count("ingested")).as(changed.err()).isEqualTo(1);
            assertThat(changed.count("unchanged")).isEqualTo(1);

            Files.writeString(input, Files.readString(input).replace("{broken\n", "{\"id\":3,\"text\":\"c\"}\n"));
            Backfills.Result redriven = job(Redrive::new, input.toString(), enrich);
            assertThat(redriven.exitCode()).as(redriven.err()).isZero();
            assertThat(redriven.ledger().get("letters").asLong()).isEqualTo(1);
        }
        backfills.execute("INSERT INTO anicut.document_heads (document_id, fingerprint, sequence, source, metadata,"
                + " status, run_id, origin, updated_at) VALUES ('gone', 'f', '{1,0,0}', 's', '{}', 'deleted', 'r', 'o',"
                + " now() - interval '1 year')");
        Backfills.Result marked = as(JOB, Collect::new, "--output", "json");
        assertThat(marked.count("marked")).as(marked.err()).isEqualTo(1);
        assertThat(marked.count("tombstones")).isEqualTo(1);
        backfills.execute("UPDATE anicut.contents SET unreferenced_since = unreferenced_since - interval '1 year';"
                + " UPDATE anicut.embeddings SET created_at = created_at - interval '1 year'");
        Backfills.Result collected = as(JOB, Collect::new, "--output", "json");
        assertThat(collected.exitCode()).as(collected.err()).isZero();
        assertThat(collected.count("contents")).isEqualTo(1);
        assertThat(collected.count("chunks")).isPositive();
        assertThat(collected.count("embeddings")).isPositive();
        assertThat(backfills.select("SELECT relname FROM pg_class WHERE relnamespace = 'anicut'::regnamespace"
                        + " AND relkind = 'r' AND NOT has_table_privilege('anicut_job', oid, 'INSERT')"))
                .as("tables that a migration has added, and nobody granted")
                .containsExactly("flyway_schema_history");
    }

    private void nothingElseIsAllowed() throws SQLException {
        backfills.execute("CREATE SCHEMA payroll; CREATE TABLE payroll.salaries AS SELECT 1 AS euros");
        for (String role : List.of(OWNER, JOB, SEARCH)) {
            assertForbidden(role, "SELECT euros FROM payroll.salaries", "CREATE SCHEMA another", "CREATE ROLE another");
        }
        for (String role : List.of(JOB, SEARCH)) {
            assertForbidden(
                    role,
                    "DROP TABLE anicut.chunks",
                    "TRUNCATE anicut.chunks",
                    "ALTER TABLE anicut.chunks ADD COLUMN x int",
                    "CREATE TABLE anicut.another (x int)",
                    "DELETE FROM anicut.runs",
                    "DELETE FROM anicut.dead_letters",
                    "DELETE FROM anicut.flyway_schema_history");
        }
        assertForbidden(
                SEARCH,
                "SELECT payload FROM anicut.dead_letters",
                "SELECT settings FROM anicut.runs",
                "SELECT FROM anicut.enrichment_spend",
                "SELECT FROM anicut.document_heads",
                "SELECT text FROM anicut.contents",
                "UPDATE anicut.embeddings SET model = 'x'",
                "INSERT INTO anicut.contents (content_hash, text_length) VALUES ('x', 1)",
                "DELETE FROM anicut.chunks");
    }

    private void assertForbidden(String role, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(backfills.database.jdbcUrl(), role, "of-" + role)) {
            for (String statement : statements) {
                SQLException refusal = catchThrowableOfType(
                        SQLException.class, () -> connection.createStatement().execute(statement));
                assertThat(refusal == null ? "done" : refusal.getSQLState())
                        .as(role + ": " + statement)
                        .isEqualTo("42501");
            }
        }
    }

    private static void assertRefused(Backfills.Result result, String said) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("anicut: " + said);
    }
}
