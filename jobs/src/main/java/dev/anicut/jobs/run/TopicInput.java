package dev.anicut.jobs.run;

import dev.anicut.jobs.kafka.KafkaLag;
import dev.anicut.jobs.kafka.KafkaSourceConfig;
import dev.anicut.jobs.kafka.KafkaTopics;
import dev.anicut.jobs.kafka.TopicSource;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.jobs.source.FileDocumentSource;
import dev.anicut.jobs.source.FileInputs;
import dev.anicut.jobs.source.FileVersion;
import dev.anicut.jobs.source.InputSurvey;
import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.jobs.source.SourceOptions;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.RawRecord;
import dev.anicut.operators.ledger.InputSize;
import dev.anicut.sinks.kafka.KafkaEventsConfig;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Topics, and before them files if there is a path: then one source reads the files and goes over to the topics. */
final class TopicInput implements JobInput {
    /** Else what was produced before the run began would be stale beside the files. */
    private static final String VERSION = "modified";

    private final Configuration settings;
    private final KafkaTopics topics;
    private final KafkaSourceConfig kafka;
    private final KafkaLag lag;
    private final boolean resumed;
    /** Null where no files come first. */
    private final SourceConfig files;

    /** Null where no files come first, and on resume, when they may have been cleared away. */
    private final InputSurvey survey;

    private TopicInput(
            Configuration settings, KafkaTopics topics, SourceConfig files, InputSurvey survey, boolean resumed) {
        this.settings = settings;
        this.topics = topics;
        this.kafka = topics.settled();
        this.lag = new KafkaLag(topics, kafka, resumed);
        this.resumed = resumed;
        this.files = files;
        this.survey = survey;
    }

    static TopicInput find(Settings settings, boolean resumed) {
        Configuration configuration = settings.configuration();
        KafkaSourceConfig kafka = KafkaSourceConfig.from(configuration);
        if (!kafka.bounded() && configuration.get(RunOptions.MODE) == RunOptions.Mode.BATCH) {
            throw InvalidSettingException.unusable(
                    RunOptions.MODE.key(), "batch", "needs kafka.bounded true: without it topics have no end");
        }
        KafkaEventsConfig events = KafkaEventsConfig.from(configuration);
        for (String written : List.of(events.eventsTopic(), events.deadLettersTopic())) {
            if (kafka.reads(written)) {
                throw InvalidSettingException.unusable(
                        "kafka.topic",
                        kafka.source(),
                        "takes in " + written + ", where this run writes to: read others, or set kafka.events.topic and"
                                + " kafka.dead-letters.topic");
            }
        }
        boolean first = configuration.getOptional(SourceOptions.PATH).isPresent();
        SourceConfig files = first ? SourceConfig.from(configuration) : null;
        FileVersion.from(configuration, VERSION, Instant.EPOCH);
        InputSurvey survey = first && !resumed ? FileInputs.survey(files) : null;
        KafkaTopics topics = KafkaTopics.open(kafka);
        try {
            return new TopicInput(configuration, topics, files, survey, resumed);
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
    }

    @Override
    public String source() {
        return files == null ? kafka.source() : files.path() + ", " + kafka.source();
    }

    @Override
    public String description() {
        String end = kafka.bounded() ? " up to their present end" : "";
        String topicsOf = kafka.source() + " at " + kafka.connection().bootstrap() + end;
        return survey == null ? topicsOf : FileInput.describe(survey, files) + ", then " + topicsOf;
    }

    @Override
    public Map<String, String> settled() {
        return kafka.offsetSettings();
    }

    @Override
    public boolean isEndless() {
        return !kafka.bounded();
    }

    @Override
    public DataStream<RawRecord> read(StreamExecutionEnvironment environment, Instant runStart) {
        String name = files == null ? "read-topics" : "read-files-then-topics";
        Source<RawRecord, ?, ?> topicSource = TopicSource.of(kafka);
        return environment
                .fromSource(
                        files == null ? topicSource : filesFirst(topicSource, runStart),
                        // for batch execution, which sorts by it: the place in the partition, as for files
                        WatermarkStrategy.<RawRecord>noWatermarks()
                                .withTimestampAssigner(
                                        (record, time) -> record.sequence().timestamp()),
                        name,
                        TypeInformation.of(RawRecord.class))
                .uid(name);
    }

    private Source<RawRecord, ?, ?> filesFirst(Source<RawRecord, ?, ?> topicSource, Instant runStart) {
        FileVersion version = FileVersion.from(settings, VERSION, runStart);
        FileDocumentSource fileSource = resumed
                ? FileDocumentSource.resumed(files, version)
                : new FileDocumentSource(files, version, survey.expected());
        return HybridSource.<RawRecord, SplitEnumerator<?, ?>>builder(fileSource)
                .addSource(topicSource)
                .build();
    }

    /** Of a topic alone up to its end; of files before a topic, without an end. */
    @Override
    public InputSize size() {
        if (files == null && kafka.bounded()) {
            return InputSize.ofRecords(kafka.records());
        }
        return survey == null ? InputSize.UNKNOWN : new InputSize(survey.bytes(), 0, false);
    }

    @Override
    public Outlook outlook() {
        Outlook ofTopics = (ledger, now) -> {
            long records = lag.records(now);
            return records == KafkaLag.UNKNOWN ? "lag unknown" : String.format(Locale.ROOT, "lag %,d", records);
        };
        return survey == null ? ofTopics : new FilesFirst(size(), ofTopics);
    }

    @Override
    public void close() {
        lag.close();
        topics.close();
    }
}
