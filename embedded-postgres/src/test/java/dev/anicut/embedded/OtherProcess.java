package dev.anicut.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another JVM with a handle on a server, told line by line what to do with it; leave none behind. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    private OtherProcess(String... arguments) throws IOException {
        String[] java = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName()
        };
        String[] command = new String[java.length + arguments.length];
        System.arraycopy(java, 0, command, 0, java.length);
        System.arraycopy(arguments, 0, command, java.length, arguments.length);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** Starts the process; {@link #answer} gives the URL once its server is up. */
    static OtherProcess on(Path directory, Path cache) throws IOException {
        return new OtherProcess(directory.toString(), cache.toString());
    }

    static OtherProcess temporary() throws IOException {
        return new OtherProcess();
    }

    /** The next line that the process prints. */
    String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("> ")) {
                return line.substring(2);
            }
        }
        throw new IOException("the other process has ended");
    }

    /** Lets the process run a query and returns the first value of the result, if there is one. */
    String query(String sql) throws IOException {
        orders.println(sql);
        return answer();
    }

    /** Ends the process by System.exit with its handle open. */
    void exit() {
        orders.println("exit");
        await();
    }

    void kill() {
        process.destroyForcibly();
        await();
    }

    /** Lets the process close its handle and end. */
    @Override
    public void close() {
        orders.close();
        await();
    }

    private void await() {
        try {
            process.onExit().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the other process does not end", e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres postgres = arguments.length == 0
                        ? EmbeddedPostgres.temporary()
                        : EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), Map.of());
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("> " + (arguments.length == 0 ? postgres.directory() : postgres.jdbcUrl()));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals("exit")) {
                    System.exit(0);
                }
                try (Connection connection = postgres.connect();
                        Statement statement = connection.createStatement()) {
                    System.out.println("> " + first(statement, order));
                }
            }
        }
    }

    private static String first(Statement statement, String sql) throws SQLException {
        if (!statement.execute(sql)) {
            return "done";
        }
        try (ResultSet rows = statement.getResultSet()) {
            rows.next();
            return rows.getString(1);
        }
    }
}
