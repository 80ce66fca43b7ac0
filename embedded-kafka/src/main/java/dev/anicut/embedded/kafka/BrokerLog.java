package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a broker's process prints, read when a start fails. */
record BrokerLog(Path file) {
    private static final int READ_BYTES = 1 << 16;
    private static final int SHOWN_LINES = 15;

    static BrokerLog in(Path directory) {
        return new BrokerLog(directory.resolve("log").resolve("kafka.log"));
    }

    /** The end of the log, so that later lines can be told from earlier ones. */
    long mark() throws IOException {
        Files.createDirectories(file.getParent());
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The last line that names an error since the mark, and the end of the log below it. */
    String reason(long mark) throws IOException {
        List<String> lines = since(mark);
        String reason = "no error in its log " + file;
        for (String line : lines) {
            if (line.startsWith("Exception in ") || line.contains(" ERROR ") || line.contains(" FATAL ")) {
                reason = line;
            } else if (isCause(line)) {
                // the innermost cause, which comes last, says most
                reason = line;
            }
        }
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        return reason + "\n  " + String.join("\n  ", lines.subList(from, lines.size()));
    }

    private static boolean isCause(String line) {
        return line.startsWith("Caused by: ") || line.matches("^[a-z]+(\\.\\w+)+(Exception|Error): .*");
    }

    private List<String> since(long mark) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long from = Math.max(mark, channel.size() - READ_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
