package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.KafkaConfig;
import dev.anicut.sinks.kafka.KafkaOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listens and is no broker, which Kafka's client would make room for gigabytes of. */
class BrokersTest {
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002\u0028", ""})
    void whatAnswersOtherwiseThanABrokerIsRefused(String answer) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> answerOnce(socket, answer), "listener");
            listener.start();
            String address = "127.0.0.1:" + socket.getLocalPort();
            KafkaConfig config = KafkaConfig.from(new Configuration().set(KafkaOptions.BOOTSTRAP, address));

            assertThatThrownBy(() -> Brokers.requireOne(config))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(
                            "kafka.bootstrap: '" + address + "' reaches no broker: something listens there and gives no"
                                    + " answer as a Kafka broker does: see kafka.properties.security.protocol");
            listener.join();
        }
    }

    private static void answerOnce(ServerSocket socket, String answer) {
        try (Socket client = socket.accept()) {
            client.getInputStream().readNBytes(14);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
