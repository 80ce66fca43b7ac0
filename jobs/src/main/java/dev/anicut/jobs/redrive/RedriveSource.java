package dev.anicut.jobs.redrive;

import dev.anicut.model.RawRecord;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads the records of the dead letters that a redrive has taken, each with the sequence it had. What cannot be read
 * comes out as a failed record, and so becomes a dead letter again. Bounded.
 */
public final class RedriveSource
        implements Source<RawRecord, RedriveSplit, List<RedriveSplit>>, ResultTypeQueryable<RawRecord> {
    private static final long serialVersionUID = 1L;

    private final RedriveSourceConfig config;
    private final long places;

    /** @param places see {@link dev.anicut.sinks.postgres.Redrives.Taken} */
    public RedriveSource(RedriveSourceConfig config, long places) {
        this.config = config;
        this.places = places;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<RedriveSplit, List<RedriveSplit>> createEnumerator(
            SplitEnumeratorContext<RedriveSplit> context) {
        return new RedriveEnumerator(context, RedriveEnumerator.cut(places, context.currentParallelism()));
    }

    @Override
    public SplitEnumerator<RedriveSplit, List<RedriveSplit>> restoreEnumerator(
            SplitEnumeratorContext<RedriveSplit> context, List<RedriveSplit> left) {
        return new RedriveEnumerator(context, left);
    }

    @Override
    public SourceReader<RawRecord, RedriveSplit> createReader(SourceReaderContext context) {
        return new RedriveReader(new LetterReader(config), context);
    }

    @Override
    public SimpleVersionedSerializer<RedriveSplit> getSplitSerializer() {
        return RedriveSplitSerializer.ofOne();
    }

    @Override
    public SimpleVersionedSerializer<List<RedriveSplit>> getEnumeratorCheckpointSerializer() {
        return new RedriveSplitSerializer();
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
