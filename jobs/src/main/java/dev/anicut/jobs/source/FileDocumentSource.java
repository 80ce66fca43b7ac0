package dev.anicut.jobs.source;

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
 * Reads files in bulk, every record once: JSON Lines, JSON, CSV and Parquet records, and whole files. What cannot be
 * read comes out as a failed record. Bounded; records carry {@link dev.anicut.model.Sequence#timestamp} as their
 * timestamp.
 */
public final class FileDocumentSource
        implements Source<RawRecord, FileSplit, FileEnumeratorState>, ResultTypeQueryable<RawRecord> {
    private static final long serialVersionUID = 1L;

    private final SourceConfig config;
    private final long runStart;
    private final List<InputRoot> inputs;

    /**
     * Finds the inputs; throws {@link dev.anicut.model.InvalidSettingException} if one does not exist.
     *
     * @param runStart the run's start in milliseconds since the epoch: the version of every record
     */
    public FileDocumentSource(SourceConfig config, long runStart) {
        this.config = config;
        this.runStart = runStart;
        this.inputs = FileInputs.resolve(config);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<FileSplit, FileEnumeratorState> createEnumerator(SplitEnumeratorContext<FileSplit> context) {
        return restoreEnumerator(context, new FileEnumeratorState(List.of(), PlanState.START));
    }

    @Override
    public SplitEnumerator<FileSplit, FileEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<FileSplit> context, FileEnumeratorState state) {
        return new FileEnumerator(config, inputs, state, context);
    }

    @Override
    public SourceReader<RawRecord, FileSplit> createReader(SourceReaderContext context) {
        return new FileSourceReader(config, runStart, context);
    }

    @Override
    public SimpleVersionedSerializer<FileSplit> getSplitSerializer() {
        return new FileSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<FileEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new FileEnumeratorStateSerializer();
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
