package dev.anicut.jobs.kafka;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.KafkaOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of {@code kafka.bootstrap}, tried by a bare connection: Kafka's own client tries for minutes and does not
 * say what was wrong.
 */
final class Brokers {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z_]+://)?(?:\\[([^]]+)]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final int CONNECT_MS = 2_000;

    private Brokers() {}

    /** Throws {@link InvalidSettingException} if none of them accepts a connection. */
    static void requireOne(String bootstrap) {
        List<String> failures = new ArrayList<>();
        for (InetSocketAddress address : addresses(bootstrap)) {
            String failure = tried(address);
            if (failure == null) {
                return;
            }
            failures.add(failure);
        }
        throw InvalidSettingException.unusable(
                KafkaOptions.BOOTSTRAP.key(),
                bootstrap,
                "reaches no broker: "
                        + String.join(", ", failures.stream().distinct().toList()));
    }

    private static List<InetSocketAddress> addresses(String bootstrap) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String each : bootstrap.split(",")) {
            if (each.isBlank()) {
                continue;
            }
            Matcher matcher = ADDRESS.matcher(each.strip());
            int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 0;
            if (port < 1 || port > 65_535) {
                throw new InvalidSettingException(
                        KafkaOptions.BOOTSTRAP.key(),
                        bootstrap,
                        "host:port, such as localhost:9092, several separated by commas");
            }
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            addresses.add(new InetSocketAddress(host, port));
        }
        return addresses;
    }

    /** Why no connection is to be had, or null if it is. */
    private static String tried(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return "the host " + address.getHostString() + " is unknown";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return null;
        } catch (IOException e) {
            return e.getMessage() == null ? "no connection" : e.getMessage();
        }
    }
}
