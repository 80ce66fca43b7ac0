package dev.anicut.operators.parse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** Drains a child's standard error, and keeps its last lines for the message of a crash. */
final class LastLines {
    private static final int KEPT = 5;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Thread drain;

    LastLines(InputStream stream) {
        drain = new Thread(() -> drain(stream), "parse-child-errors");
        drain.setDaemon(true);
        drain.start();
    }

    /** What a dead child said last. */
    String text() throws InterruptedException {
        drain.join(1_000);
        synchronized (lines) {
            return String.join(" ", lines);
        }
    }

    private void drain(InputStream stream) {
        char[] buffer = new char[4096];
        StringBuilder line = new StringBuilder();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        keep(line);
                    } else if (line.length() < 500) {
                        line.append(buffer[i]);
                    }
                }
            }
            keep(line);
        } catch (IOException e) {
            // the child is gone
            keep(line);
        }
    }

    private void keep(StringBuilder line) {
        if (line.length() > 0) {
            synchronized (lines) {
                lines.addLast(line.toString());
                if (lines.size() > KEPT) {
                    lines.removeFirst();
                }
            }
            line.setLength(0);
        }
    }
}
