package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.RawRecord;
import dev.anicut.operators.ledger.InputSize;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a job reads, found and checked before it starts: all that backfill and ingest differ in. */
interface JobInput extends AutoCloseable {

    /** Finds the input; throws {@link dev.anicut.model.InvalidSettingException} for one that cannot be read. */
    @FunctionalInterface
    interface Finder {
        /** @param resumed whether the settings are those of a run that goes on */
        JobInput find(Settings settings, boolean resumed);
    }

    /** The input as {@code anicut.runs} names it. */
    String source();

    /** The input in words. */
    String description();

    /** What the start of the run has settled, as settings that are kept with the run; mostly nothing. */
    Map<String, String> settled();

    /** Whether it is read until the run is stopped, rather than to an end that is known. */
    boolean isEndless();

    DataStream<RawRecord> read(StreamExecutionEnvironment environment, Instant runStart);

    /** How much there is to read. */
    InputSize size();

    Outlook outlook();

    @Override
    void close();
}
