package dev.anicut.jobs.kafka;

import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.parse.FieldOptions;
import dev.anicut.sinks.kafka.KafkaConfig;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Validated settings of topics as input, see {@link KafkaSourceOptions}.
 *
 * @param topics the topics to read; empty where a pattern says which
 * @param topicPattern what the names of topics match, null where they are named
 * @param startOffsets exact offsets in place of the start; null where they are still to be found
 * @param stopOffsets where a bounded run ends; null where that is still to be found, or the run is unbounded
 * @param versionField the header with the version of a tombstone; null where no version field is configured
 */
public record KafkaSourceConfig(
        KafkaConfig connection,
        ArrayList<String> topics,
        Pattern topicPattern,
        String group,
        StartPosition start,
        FixedOffsets startOffsets,
        boolean bounded,
        FixedOffsets stopOffsets,
        HeaderSelection headers,
        String versionField,
        int maxRecordBytes)
        implements Serializable {

    public static KafkaSourceConfig from(ReadableConfig config) {
        ArrayList<String> topics = topics(config);
        String group = config.get(KafkaSourceOptions.GROUP).strip();
        if (group.isEmpty()) {
            throw new InvalidSettingException(KafkaSourceOptions.GROUP.key(), group, "the name of a consumer group");
        }
        boolean bounded = config.get(KafkaSourceOptions.BOUNDED);
        FixedOffsets stop = offsets(config, KafkaSourceOptions.STOP_OFFSETS);
        if (stop != null && !bounded) {
            throw InvalidSettingException.unusable(
                    KafkaSourceOptions.STOP_OFFSETS.key(),
                    stop.toString(),
                    "needs " + KafkaSourceOptions.BOUNDED.key() + " true");
        }
        String versionField = config.get(FieldOptions.VERSION);
        return new KafkaSourceConfig(
                KafkaConfig.from(config),
                topics,
                topics.isEmpty() ? pattern(config.get(KafkaSourceOptions.TOPIC_PATTERN)) : null,
                group,
                StartPosition.parse(config.get(KafkaSourceOptions.START)),
                offsets(config, KafkaSourceOptions.START_OFFSETS),
                bounded,
                stop,
                HeaderSelection.parse(config.get(KafkaSourceOptions.HEADERS)),
                versionField == null ? null : versionField.strip(),
                SourceConfig.maxRecordBytes(config));
    }

    private static ArrayList<String> topics(ReadableConfig config) {
        String topic = config.get(KafkaSourceOptions.TOPIC);
        String pattern = config.get(KafkaSourceOptions.TOPIC_PATTERN);
        if (topic == null && pattern == null) {
            throw new InvalidSettingException(
                    KafkaSourceOptions.TOPIC.key(),
                    null,
                    "the topics to read, or " + KafkaSourceOptions.TOPIC_PATTERN.key());
        }
        if (topic != null && pattern != null) {
            throw InvalidSettingException.unusable(
                    KafkaSourceOptions.TOPIC_PATTERN.key(),
                    pattern,
                    "stands beside " + KafkaSourceOptions.TOPIC.key() + " " + topic + ": give one of the two");
        }
        Set<String> topics = new LinkedHashSet<>();
        if (topic != null) {
            for (String each : topic.split(",", -1)) {
                if (each.isBlank()) {
                    throw new InvalidSettingException(
                            KafkaSourceOptions.TOPIC.key(), topic, "names of topics, separated by commas");
                }
                topics.add(each.strip());
            }
        }
        return new ArrayList<>(topics);
    }

    private static Pattern pattern(String given) {
        try {
            return Pattern.compile(given.strip());
        } catch (PatternSyntaxException e) {
            throw new InvalidSettingException(
                    KafkaSourceOptions.TOPIC_PATTERN.key(), given, "a regular expression: " + e.getDescription());
        }
    }

    private static FixedOffsets offsets(ReadableConfig config, ConfigOption<String> option) {
        String given = config.get(option);
        return given == null ? null : FixedOffsets.parse(option.key(), given);
    }

    /** The same with its offsets settled. */
    KafkaSourceConfig between(FixedOffsets from, FixedOffsets to) {
        return new KafkaSourceConfig(
                connection,
                topics,
                topicPattern,
                group,
                start,
                from,
                bounded,
                to,
                headers,
                versionField,
                maxRecordBytes);
    }

    /** The settled offsets as settings: with them a run that is resumed starts and ends where it was to. */
    public Map<String, String> offsetSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(KafkaSourceOptions.START_OFFSETS.key(), startOffsets.toString());
        if (stopOffsets != null) {
            settings.put(KafkaSourceOptions.STOP_OFFSETS.key(), stopOffsets.toString());
        }
        return settings;
    }

    /** The records between the settled offsets; a few more than there are where transactions or compaction left gaps. */
    public long records() {
        return startOffsets.recordsUpTo(stopOffsets);
    }

    /** Whether a topic of this name is among those to be read. */
    public boolean reads(String topic) {
        return topicPattern == null
                ? topics.contains(topic)
                : topicPattern.matcher(topic).matches();
    }

    /** What is read, as runs name it: the topics, or the pattern. */
    public String source() {
        return topicPattern == null ? String.join(",", topics) : topicPattern.pattern();
    }
}
