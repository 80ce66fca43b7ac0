package dev.anicut.llmdouble;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the double as a process of its own until it is ended. */
public final class LlmDoubleMain {
    private static final int RUNNING = -1;
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private LlmDoubleMain() {}

    /** {@code --port N --log DIR [--options FILE] [--help] [--option value]...} */
    public static void main(String[] args) throws InterruptedException {
        int code = run(System.out, System.err, args);
        if (code == RUNNING) {
            Thread.currentThread().join();
        }
        System.exit(code);
    }

    /** The exit code, or {@link #RUNNING} once the server answers. */
    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            Arguments arguments = Arguments.of(args);
            if (arguments.help) {
                out.print(help());
                return DONE;
            }
            LlmDoubleConfig config = LlmDoubleOptions.apply(LlmDoubleConfig.defaults(), arguments.options);
            // never closed: it ends with the process
            LlmDouble server = LlmDouble.startForLong(config, arguments.port, arguments.log);
            out.println("anicut-llm-double, a test double without a language model, at " + server.url());
            return RUNNING;
        } catch (InvalidOptionException e) {
            err.println("anicut: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            err.println("anicut: the LLM double could not be started: " + e.getMessage());
            return FAILED;
        }
    }

    private static String help() throws IOException {
        try (InputStream text = LlmDoubleMain.class.getResourceAsStream("options.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What is fixed at the start, and the options that can change later. */
    private static final class Arguments {
        private int port = 8089;
        private Path log;
        private boolean help;
        private final List<String> options = new ArrayList<>();

        static Arguments of(String... args) throws IOException {
            Arguments read = new Arguments();
            for (int i = 0; i < args.length; i++) {
                String value = i + 1 < args.length ? args[i + 1] : null;
                switch (args[i]) {
                    case "-h", "--help" -> read.help = true;
                    case "--port" -> {
                        read.port = port(value);
                        i++;
                    }
                    case "--log" -> {
                        read.log = Path.of(given("--log", value));
                        i++;
                    }
                    case "--options" -> {
                        read.options.addAll(fromFile(given("--options", value)));
                        i++;
                    }
                    default -> {
                        read.options.add(args[i]);
                        if (value != null) {
                            read.options.add(value);
                        }
                        i++;
                    }
                }
            }
            return read;
        }

        private static List<String> fromFile(String file) throws IOException {
            if (!Files.isReadable(Path.of(file))) {
                throw new InvalidOptionException("--options", file, "accepted is a file that can be read");
            }
            return LlmDoubleOptions.words(Files.readString(Path.of(file)));
        }

        private static String given(String option, String value) {
            if (value == null) {
                throw new InvalidOptionException(option, null, "a value must follow");
            }
            return value;
        }

        private static int port(String value) {
            if (value == null || !value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
                throw new InvalidOptionException("--port", value, "accepted is a port from 0 to 65535");
            }
            return Integer.parseInt(value);
        }
    }
}
