package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

class TransactionalKafkaSinkTest {
    @Test
    void brokersThatDoNotAnswerFailAWriterAndLeaveNoClient() throws Exception {
        long admins = AdminThreads.count();
        // bound, and never accepted from
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaConfig kafka = new KafkaConfig(
                    "127.0.0.1:" + silent.getLocalPort(),
                    Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "400"));
            KafkaEventsConfig config = new KafkaEventsConfig("events", "letters", 1024, Duration.ofMinutes(15));
            Sink<EventRecord> sink = new KafkaSinks(kafka, config, "run", DeliveryGuarantee.EXACTLY_ONCE).events();

            for (int start : List.of(1, 2)) {
                assertThatThrownBy(() -> sink.createWriter(null))
                        .as("start " + start)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("The brokers do not answer: ");
            }
        }
        assertThat(AdminThreads.count()).isEqualTo(admins);
    }
}
