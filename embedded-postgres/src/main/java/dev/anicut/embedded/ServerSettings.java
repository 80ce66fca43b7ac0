package dev.anicut.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server's postgresql.conf: durable, and sized for bulk loads on a small machine. */
final class ServerSettings {
    private static final Map<String, String> DEFAULTS = defaults();

    private ServerSettings() {}

    private static Map<String, String> defaults() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("max_connections", "100");
        settings.put("shared_buffers", "256MB");
        settings.put("work_mem", "32MB");
        settings.put("maintenance_work_mem", "256MB");
        settings.put("effective_cache_size", "2GB");
        settings.put("random_page_cost", "1.1");
        // a bulk load should meet few checkpoints, and no replica reads this log
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("max_wal_size", "4GB");
        settings.put("min_wal_size", "256MB");
        settings.put("wal_buffers", "16MB");
        // this build has pglz only: updates of rows with vectors took twice the time and logged no less
        settings.put("wal_compression", "off");
        settings.put("checkpoint_timeout", "15min");
        settings.put("checkpoint_completion_target", "0.9");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("default_text_search_config", "pg_catalog.english");
        return settings;
    }

    /** Writes the whole file, at every start; ALTER SYSTEM still overrides it. */
    static void write(Path data, int port, Map<String, String> additional) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
        settings.putAll(additional);
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        StringBuilder text =
                new StringBuilder("# Written at every start: use ALTER SYSTEM for settings of your own.\n");
        settings.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        Files.writeString(data.resolve("postgresql.conf"), text);
    }
}
