package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The server.properties of a single node that is broker and controller at once.
 *
 * @param directory holds the settings, the log and, under data/, all that the broker keeps
 * @param own settings put over these; {@code ${port}} and {@code ${controller.port}} in them are filled in
 */
record BrokerSettings(Path directory, int port, int controllerPort, Map<String, String> own) {

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    Path write() throws IOException {
        Properties properties = new Properties();
        properties.putAll(all());
        Files.createDirectories(directory);
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "written at each start");
        }
        return file;
    }

    private Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("listeners", "PLAINTEXT://" + bootstrap() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
        all.put("controller.listener.names", "CONTROLLER");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        all.put("log.dirs", directory.resolve("data").toString());

        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            all.put(topic + ".replication.factor", "1");
            // each is a folder with files of its own, opened at every start
            all.put(topic + ".num.partitions", "4");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("transaction.max.timeout.ms", Long.toString(Duration.ofHours(1).toMillis()));

        all.put("group.initial.rebalance.delay.ms", "0");
        // the default is 128 MB of the heap
        all.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        // after a kill the broker's next life is let in when the session of its last one has run out
        all.put("broker.session.timeout.ms", "6000");
        all.putAll(own);
        // so that listeners of one's own can stand beside the broker's
        all.replaceAll((name, value) -> value.replace("${port}", Integer.toString(port))
                .replace("${controller.port}", Integer.toString(controllerPort)));
        return all;
    }
}
