package dev.anicut.jobs.kafka;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.KafkaConfig;
import dev.anicut.sinks.kafka.KafkaOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of {@code kafka.bootstrap}, tried by a bare connection: Kafka's own client tries for minutes and does not
 * say what was wrong.
 */
public final class Brokers {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z_]+://)?(?:\\[([^]]+)]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final int CONNECT_MS = 2_000;

    /** Protocols in which what is sent can be read by anyone, without TLS. */
    private static final Set<String> PLAIN = Set.of("PLAINTEXT", "SASL_PLAINTEXT");

    /** A broker's answer to it is a few hundred bytes long. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int CORRELATION = 0x616e6963;

    private Brokers() {}

    /** Throws {@link InvalidSettingException} if none of them accepts a connection and answers as a broker does. */
    public static void requireOne(KafkaConfig connection) {
        String bootstrap = connection.bootstrap();
        boolean plain = PLAIN.contains(connection
                .clientProperties()
                .getProperty("security.protocol", "PLAINTEXT")
                .toUpperCase(Locale.ROOT));
        List<String> failures = new ArrayList<>();
        for (InetSocketAddress address : addresses(bootstrap)) {
            String failure = tried(address, plain);
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
            addAll(host, port, addresses);
        }
        return addresses;
    }

    /** All addresses of a name, as Kafka's client tries them. */
    private static void addAll(String host, int port, List<InetSocketAddress> addresses) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                addresses.add(new InetSocketAddress(address, port));
            }
        } catch (UnknownHostException e) {
            addresses.add(InetSocketAddress.createUnresolved(host, port));
        }
    }

    /** Why no connection is to be had, or null if it is. */
    private static String tried(InetSocketAddress address, boolean plain) {
        if (address.isUnresolved()) {
            return "the host " + address.getHostString() + " is unknown";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return plain && !answers(socket) ? KafkaFailure.NO_BROKER : null;
        } catch (IOException e) {
            return e.getMessage() == null ? "no connection" : e.getMessage();
        }
    }

    /**
     * Whether a broker is at the other end: asked for the versions that it speaks, which it tells whoever has not logged in
     * yet. Kafka's own client takes the first bytes of any other answer, of a TLS port say, for a length, and makes room for
     * as many: gigabytes.
     */
    private static boolean answers(Socket socket) throws IOException {
        socket.setSoTimeout(CONNECT_MS);
        // length, ApiVersions, version 0, correlation, a client without a name
        socket.getOutputStream()
                .write(ByteBuffer.allocate(14)
                        .putInt(10)
                        .putShort((short) 18)
                        .putShort((short) 0)
                        .putInt(CORRELATION)
                        .putShort((short) -1)
                        .array());
        try {
            DataInputStream answer = new DataInputStream(socket.getInputStream());
            int length = answer.readInt();
            return length >= 4 && length <= MOST_BYTES && answer.readInt() == CORRELATION;
        } catch (SocketTimeoutException e) {
            // it may be slow: the client waits longer
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
