package dev.anicut.sinks.kafka;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be known to be wrong with Kafka before a job starts: brokers, login, topics, length of transactions. */
public final class KafkaCheck {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCheck.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String MAX_TIMEOUT = "transaction.max.timeout.ms";

    private final KafkaConfig kafka;
    private final KafkaEventsConfig events;
    private final Admin admin;

    private KafkaCheck(KafkaConfig kafka, KafkaEventsConfig events, Admin admin) {
        this.kafka = kafka;
        this.events = events;
        this.admin = admin;
    }

    /**
     * Checks what the job will meet, and makes the topics it writes to where they are missing, as large as the brokers make
     * topics.
     */
    public static void check(KafkaConfig kafka, KafkaEventsConfig events) throws InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("request.timeout.ms", Long.toString(LIMIT.toMillis()));
        properties.putAll(kafka.clientProperties());
        properties.setProperty("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
        try (Admin admin = Admin.create(properties)) {
            new KafkaCheck(kafka, events, admin).check();
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unusable(kafka, cause);
        }
    }

    private void check() throws InterruptedException {
        Node broker;
        try {
            broker = admin.describeCluster().nodes().get().iterator().next();
        } catch (ExecutionException e) {
            throw unusable(kafka, e.getCause());
        }
        if (events.writesEvents()) {
            requireTopic(KafkaEventsOptions.EVENTS_TOPIC, events.eventsTopic());
        }
        if (events.writesDeadLetters()) {
            requireTopic(KafkaEventsOptions.DEAD_LETTERS_TOPIC, events.deadLettersTopic());
        }
        if (events.writesEvents() || events.writesDeadLetters()) {
            requireTransactions(broker);
        }
    }

    private void requireTopic(ConfigOption<String> option, String topic) throws InterruptedException {
        try {
            if (!exists(topic)) {
                create(topic);
            }
        } catch (ExecutionException e) {
            throw new InvalidSettingException(
                    option.key(),
                    topic,
                    "a topic that is there or may be made: " + e.getCause().getMessage());
        }
    }

    private boolean exists(String topic) throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private void create(String topic) throws ExecutionException, InterruptedException {
        NewTopic asBrokersSay = new NewTopic(topic, Optional.empty(), Optional.empty());
        KafkaFuture<Void> created = admin.createTopics(List.of(asBrokersSay)).all();
        try {
            created.get();
            LOG.info("Made the topic {}", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void requireTransactions(Node broker) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        try {
            String most = admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(MAX_TIMEOUT)
                    .value();
            if (events.transactionTimeout().toMillis() > Long.parseLong(most)) {
                throw KafkaEventsConfig.invalidTimeout(
                        events.transactionTimeout(), "at most the brokers' " + MAX_TIMEOUT + ", " + most + " ms");
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw unusable(kafka, e.getCause());
            }
            LOG.warn(
                    "The brokers do not tell {}: a larger {} fails the job",
                    MAX_TIMEOUT,
                    KafkaEventsOptions.TRANSACTION_TIMEOUT.key());
        }
    }

    private static InvalidSettingException unusable(KafkaConfig kafka, Throwable cause) {
        if (cause instanceof AuthenticationException) {
            return new InvalidSettingException(
                    KafkaOptions.PROPERTIES.key() + ": the brokers refuse the login: " + cause.getMessage());
        }
        return new InvalidSettingException(
                KafkaOptions.BOOTSTRAP.key(),
                kafka.bootstrap(),
                "brokers that answer within " + LIMIT.toSeconds() + " s: " + cause.getMessage());
    }
}
