package dev.anicut.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The server's log file, read when a start fails. */
record ServerLog(Path file) {
    private static final long KEPT_BYTES = 16L << 20;
    private static final int READ_BYTES = 1 << 16;

    /** The end of the log, so that later lines can be told from earlier ones; a long log is first put aside. */
    long mark() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        if (Files.size(file) > KEPT_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            return 0;
        }
        return Files.size(file);
    }

    /** What was logged since, at most its last 64 kB. */
    List<String> since(long mark) throws IOException {
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

    /** The line that says why the server did not start, without time and pid. */
    static String reason(List<String> lines) {
        String reason = lines.isEmpty() ? "the log is empty" : lines.get(lines.size() - 1);
        for (String line : lines) {
            boolean badSetting =
                    line.contains("configuration parameter") || line.contains("invalid value for parameter");
            if (badSetting || line.contains("FATAL:") || line.contains("PANIC:")) {
                reason = line;
            }
            if (badSetting) {
                break;
            }
        }
        return reason.replaceFirst("^.*?\\[\\d+] (\\w+):\\s+", "");
    }
}
