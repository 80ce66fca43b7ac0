package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One temporary broker for all tests of a JVM, started when first asked for, ended and deleted when the JVM ends. */
public final class SharedKafka {
    private static final Logger LOG = LoggerFactory.getLogger(SharedKafka.class);
    private static final Duration LEADERS_LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private SharedKafka() {}

    /** The shared broker; it belongs to all tests, so drills that stop it use a broker of their own. */
    public static EmbeddedKafka broker() {
        return Holder.BROKER;
    }

    public static String bootstrap() {
        return broker().bootstrap();
    }

    /** A name that no other test of this JVM is given; no topic is made. */
    public static String uniqueName(String prefix) {
        return prefix + "-" + TOPICS.incrementAndGet();
    }

    /** Makes a topic and returns its name, which starts with the prefix and is unique. */
    public static String createTopic(String prefix, int partitions) {
        String name = uniqueName(prefix);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
            awaitLeaders(admin, name, partitions);
            return name;
        } catch (ExecutionException e) {
            throw new EmbeddedKafkaException(
                    "No topic " + name + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while making the topic " + name, e);
        }
    }

    /** The controller knows of a topic before the broker leads its partitions; producers that come in between may stall. */
    private static void awaitLeaders(Admin admin, String name, int partitions)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(name, number), number -> OffsetSpec.latest()));
        Instant deadline = Instant.now().plus(LEADERS_LIMIT);
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                // the broker has not even heard of it yet; its client gives up on that
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || Instant.now().isAfter(deadline)) {
                    throw e;
                }
            }
        }
    }

    private static final class Holder {
        static final EmbeddedKafka BROKER = start();

        private static EmbeddedKafka start() {
            Path folder = TemporaryFolders.create();
            // a topic that a test forgot to make is an error, not a new topic
            EmbeddedKafka broker = EmbeddedKafka.start(folder, Map.of("auto.create.topics.enable", "false"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(broker, folder), "end-shared-kafka"));
            return broker;
        }

        private static void end(EmbeddedKafka broker, Path folder) {
            try {
                // nobody needs its data
                broker.kill();
                TemporaryFolders.delete(folder);
            } catch (IOException e) {
                LOG.warn("{} was not deleted: {}", folder, e.getMessage());
            }
        }
    }
}
