package dev.anicut.jobs.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The form of the enumerator's state in checkpoints. */
final class FileEnumeratorStateSerializer implements SimpleVersionedSerializer<FileEnumeratorState> {
    private static final int VERSION = 3;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FileEnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        out.writeInt(state.splits().size());
        for (FileSplit split : state.splits()) {
            FileSplitSerializer.write(split, out);
        }
        PlanState plan = state.plan();
        out.writeLong(plan.nextOrdinal());
        out.writeLong(plan.nextSplit());
        out.writeBoolean(plan.finished());
        out.writeBoolean(plan.cursor() != null);
        if (plan.cursor() != null) {
            out.writeInt(plan.cursor().input());
            out.writeUTF(plan.cursor().relative());
        }
        out.writeBoolean(plan.rest() != null);
        if (plan.rest() != null) {
            FileSplitSerializer.write(plan.rest(), out);
        }
        out.writeBoolean(plan.expected() != null);
        if (plan.expected() != null) {
            plan.expected().write(out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public FileEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version < 1 || version > VERSION) {
            throw new IOException(
                    "enumerator state of version " + version + " is unknown, " + VERSION + " is the newest");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int count = in.readInt();
        List<FileSplit> splits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            splits.add(FileSplitSerializer.read(version, in));
        }
        long nextOrdinal = in.readLong();
        long nextSplit = in.readLong();
        boolean finished = in.readBoolean();
        FileWalker.Cursor cursor = in.readBoolean() ? new FileWalker.Cursor(in.readInt(), in.readUTF()) : null;
        FileSlice rest = in.readBoolean() ? FileSplitSerializer.readSlice(version, in) : null;
        // earlier versions knew nothing of what was found before the run
        ExpectedFiles expected = version >= 3 && in.readBoolean() ? ExpectedFiles.read(in) : null;
        return new FileEnumeratorState(splits, new PlanState(cursor, rest, nextOrdinal, nextSplit, finished, expected));
    }
}
