package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.Settings;
import dev.anicut.jobs.source.FileDocumentSource;
import dev.anicut.jobs.source.FileInputs;
import dev.anicut.jobs.source.FileVersion;
import dev.anicut.jobs.source.InputSurvey;
import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.model.RawRecord;
import dev.anicut.operators.ledger.InputSize;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Files, read once. */
final class FileInput implements JobInput {
    private static final String VERSION = "run-start";

    private final Configuration settings;
    private final SourceConfig files;
    private final InputSurvey survey;

    private FileInput(Configuration settings, SourceConfig files, InputSurvey survey) {
        this.settings = settings;
        this.files = files;
        this.survey = survey;
    }

    static FileInput find(Settings settings, boolean resumed) {
        Configuration configuration = settings.configuration();
        SourceConfig files = SourceConfig.from(configuration);
        FileVersion.from(configuration, VERSION, Instant.EPOCH);
        return new FileInput(configuration, files, FileInputs.survey(files));
    }

    @Override
    public String source() {
        return files.path();
    }

    @Override
    public String description() {
        return describe(survey, files);
    }

    static String describe(InputSurvey survey, SourceConfig files) {
        String found = String.format(
                Locale.ROOT,
                "%s, %s in %s",
                Quantity.of(survey.files(), "file"),
                Quantity.ofBytes(survey.bytes()),
                files.path());
        return survey.hidden() == 0
                ? found
                : found + String.format(Locale.ROOT, " (left out: %,d whose names begin with . or _)", survey.hidden());
    }

    @Override
    public Map<String, String> settled() {
        return Map.of();
    }

    @Override
    public boolean isEndless() {
        return false;
    }

    @Override
    public DataStream<RawRecord> read(StreamExecutionEnvironment environment, Instant runStart) {
        return environment
                .fromSource(
                        new FileDocumentSource(files, FileVersion.from(settings, VERSION, runStart), survey.expected()),
                        WatermarkStrategy.noWatermarks(),
                        "read-files",
                        TypeInformation.of(RawRecord.class))
                .uid("read-files");
    }

    @Override
    public InputSize size() {
        return InputSize.ofBytes(survey.bytes());
    }

    @Override
    public Outlook outlook() {
        return new InputLeft(size());
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
