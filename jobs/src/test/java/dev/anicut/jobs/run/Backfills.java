package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.embedded.SharedPostgres;
import dev.anicut.jobs.BackfillJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs backfills and ingests against a database of their own, in this JVM or in one that can be killed. */
final class Backfills {
    /** How a command ended. */
    record Result(int exitCode, String out, String err) {
        JsonNode ledger() throws IOException {
            return new ObjectMapper().readTree(out);
        }

        long count(String key) throws IOException {
            return ledger().get(key).asLong();
        }
    }

    /** Makes each batch of documents take a while, so that a run that is to be killed cannot end before. */
    static final String SLOW_DOCUMENTS =
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END';
            CREATE TRIGGER slow AFTER INSERT ON anicut.documents FOR EACH STATEMENT EXECUTE FUNCTION slow()""";

    static final String QUICK_DOCUMENTS = "DROP TRIGGER slow ON anicut.documents; DROP FUNCTION slow()";

    /** Metadata so large that the network's buffers hold a few hundred records: a checkpoint's barrier waits for no more. */
    static final String PADDING = "x".repeat(16_000);

    /** Away from the default, where a person's own run may be starting at the same moment. */
    private static final String WEB_PORT =
            Long.toString(33_000 + ProcessHandle.current().pid() % 20_000);

    final SharedPostgres.Database database;
    private final Path home;

    Backfills(Path home) {
        this(home, SharedPostgres.createDatabase());
    }

    /** On a server of the test's own. */
    Backfills(Path home, SharedPostgres.Database database) {
        this.home = home;
        this.database = database;
    }

    /** With what tests want of a run. */
    List<String> arguments(String... more) {
        return unlessGiven(
                List.of("--output", "json", "--run.parallelism", "2", "--run.web-port", WEB_PORT),
                databaseArguments(more));
    }

    List<String> databaseArguments(String... more) {
        return unlessGiven(
                List.of(
                        "--run.home",
                        home.toString(),
                        "--postgres.url",
                        database.jdbcUrl(),
                        "--postgres.user",
                        database.user(),
                        "--postgres.password",
                        "${env:TEST_PASSWORD}"),
                List.of(more));
    }

    /** Defaults, each an option and its value, before what is given: an option is given once. */
    static List<String> unlessGiven(List<String> defaults, List<String> given) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < defaults.size(); i += 2) {
            if (!given.contains(defaults.get(i))) {
                arguments.addAll(defaults.subList(i, i + 2));
            }
        }
        arguments.addAll(given);
        return arguments;
    }

    Result backfill(String... more) {
        return captured(() -> Command.exitCode(new Backfill(arguments(more), environment())));
    }

    Result redrive(String... more) {
        return captured(() -> Command.exitCode(new Redrive(arguments(more), environment())));
    }

    Result ingest(String... more) {
        return captured(() -> Command.exitCode(new Ingest(arguments(more), environment())));
    }

    Map<String, String> environment() {
        return Map.of("TEST_PASSWORD", database.password());
    }

    /** A backfill in a JVM of its own. */
    Process start(Path log, String... more) throws IOException {
        return start(BackfillJob.class, log, more);
    }

    /** A job in a JVM of its own. */
    Process start(Class<?> main, Path log, String... more) throws IOException {
        return JobJvm.start(main, List.of(), arguments(more), environment(), log);
    }

    static synchronized Result captured(java.util.function.IntSupplier command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
            int exitCode = command.getAsInt();
            return new Result(
                    exitCode,
                    capturedOut.toString(StandardCharsets.UTF_8),
                    capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.createStatement().execute(sql);
        }
    }

    /** Whether a run is on record, and the migrations so done: who reads between two of them may deadlock with one. */
    boolean hasBegun() throws SQLException {
        return select("SELECT to_regclass('anicut.runs') IS NOT NULL").contains("t")
                && select("SELECT EXISTS (SELECT FROM anicut.runs)").contains("t");
    }

    /** How many documents stand, also while the tables are being made. */
    long documents() throws SQLException {
        return hasBegun()
                ? Long.parseLong(select("SELECT count(*) FROM anicut.documents").get(0))
                : 0;
    }

    /** The rows of a query, columns joined by a bar. */
    List<String> select(String sql) throws SQLException {
        // one connection for the many queries of a test that waits: to make one takes longer than to ask
        return LastConnection.to(database, connection -> rows(connection, sql));
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                found.add(String.join("|", row));
            }
            return found;
        }
    }

    /** All that a run leaves behind and that does not name the run: equal for equal inputs. */
    List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        rows.addAll(select("SELECT document_id, content_hash, fingerprint, title, media_type, metadata"
                + " FROM anicut.documents ORDER BY 1"));
        rows.addAll(select("SELECT content_hash, text_length FROM anicut.contents ORDER BY 1"));
        rows.addAll(select("SELECT content_hash, model, chunker_version, chunk_count FROM anicut.indexed_contents"
                + " ORDER BY 1"));
        rows.addAll(select("SELECT content_hash, ordinal, chunk_hash, heading, text, start_offset, end_offset"
                + " FROM anicut.chunks ORDER BY 1, 2"));
        rows.addAll(select("SELECT chunk_hash, md5(embedding::real[]::text) FROM anicut.embeddings ORDER BY 1"));
        rows.addAll(select("SELECT scope, stage, reason, origin, state FROM anicut.dead_letters ORDER BY 1, 2, 3, 4"));
        return rows;
    }
}
