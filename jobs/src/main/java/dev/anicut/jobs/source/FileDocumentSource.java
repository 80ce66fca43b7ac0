package dev.anicut.jobs.source;

import dev.anicut.model.InvalidSettingException;
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
    private final FileVersion version;
    private final List<InputRoot> inputs;
    /** Null if it is not known. */
    private final ExpectedFiles expected;
    /** Why there are no inputs, null if there are. */
    private final String problem;

    /**
     * Finds the inputs; throws {@link dev.anicut.model.InvalidSettingException} if one does not exist.
     *
     * @param version the version of the records
     * @param expected the files that were found before: a failed record says so if some have gone; null if not known
     */
    public FileDocumentSource(SourceConfig config, FileVersion version, ExpectedFiles expected) {
        this(config, version, FileInputs.resolve(config), expected, null);
    }

    private FileDocumentSource(
            SourceConfig config, FileVersion version, List<InputRoot> inputs, ExpectedFiles expected, String problem) {
        this.config = config;
        this.version = version;
        this.inputs = inputs;
        this.expected = expected;
        this.problem = problem;
    }

    /** The source of a run that is resumed, whose files may have been read to their end and cleared away since. */
    public static FileDocumentSource resumed(SourceConfig config, FileVersion version) {
        try {
            return new FileDocumentSource(config, version, null);
        } catch (InvalidSettingException e) {
            return new FileDocumentSource(config, version, List.of(), null, e.getMessage());
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<FileSplit, FileEnumeratorState> createEnumerator(SplitEnumeratorContext<FileSplit> context) {
        return restoreEnumerator(context, new FileEnumeratorState(List.of(), PlanState.start(expected)));
    }

    @Override
    public SplitEnumerator<FileSplit, FileEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<FileSplit> context, FileEnumeratorState state) {
        if (problem != null && !state.plan().finished()) {
            throw new IllegalStateException("the files have not been read to their end, and now " + problem);
        }
        return new FileEnumerator(config, inputs, state, context);
    }

    @Override
    public SourceReader<RawRecord, FileSplit> createReader(SourceReaderContext context) {
        return new FileSourceReader(config, version, context);
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
