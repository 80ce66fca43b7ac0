package dev.anicut.jobs.kafka;

import dev.anicut.model.CommaSeparated;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of topics as input; the connection has its own in {@link dev.anicut.sinks.kafka.KafkaOptions}. */
public final class KafkaSourceOptions {
    @CommaSeparated
    public static final ConfigOption<String> TOPIC = ConfigOptions.key("kafka.topic")
            .stringType()
            .noDefaultValue()
            .withDescription("The topics to read, separated by commas. A record's value is a JSON object as in files;"
                    + " its key is the document's id where the value names none; without a value the document is"
                    + " taken away.");

    public static final ConfigOption<String> TOPIC_PATTERN = ConfigOptions.key("kafka.topic-pattern")
            .stringType()
            .noDefaultValue()
            .withDescription("In place of kafka.topic: a regular expression that the whole name of a topic must match"
                    + " to be read. Topics that are made later are read from their beginning.");

    public static final ConfigOption<String> GROUP = ConfigOptions.key("kafka.group")
            .stringType()
            .defaultValue("anicut")
            .withDescription("Consumer group under which offsets are committed at each checkpoint, for others to see"
                    + " how far the run has come and for kafka.start committed; a run that is resumed goes by its"
                    + " checkpoint.");

    public static final ConfigOption<String> START = ConfigOptions.key("kafka.start")
            .stringType()
            .defaultValue("earliest")
            .withDescription("Where a new run starts: earliest, latest, committed for what the group has committed"
                    + " (earliest where it has not), or an ISO-8601 time for the first records from then on.");

    @CommaSeparated
    public static final ConfigOption<String> START_OFFSETS = ConfigOptions.key("kafka.start-offsets")
            .stringType()
            .noDefaultValue()
            .withDescription("In place of kafka.start: exact offsets as TOPIC-PARTITION@OFFSET, separated by commas;"
                    + " partitions that are not named start at their beginning. A run notes here what its kafka.start"
                    + " came to.");

    public static final ConfigOption<Boolean> BOUNDED = ConfigOptions.key("kafka.bounded")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether the run ends at the offsets that were the latest when it was started.");

    @CommaSeparated
    public static final ConfigOption<String> STOP_OFFSETS = ConfigOptions.key("kafka.stop-offsets")
            .stringType()
            .noDefaultValue()
            .withDescription("Where a bounded run ends, as TOPIC-PARTITION@OFFSET, separated by commas: the offsets"
                    + " behind the last to be read. A run notes here what were the latest.");

    @CommaSeparated
    public static final ConfigOption<String> HEADERS = ConfigOptions.key("kafka.headers")
            .stringType()
            .defaultValue("none")
            .withDescription("Headers of records that are kept in the document's metadata, under headers: none, all,"
                    + " or names separated by commas.");

    private KafkaSourceOptions() {}
}
