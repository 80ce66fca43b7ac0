package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** The form of splits in checkpoints. */
final class FileSplitSerializer implements SimpleVersionedSerializer<FileSplit> {
    private static final int VERSION = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FileSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public FileSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version < 1 || version > VERSION) {
            throw new IOException("splits of version " + version + " are unknown, " + VERSION + " is the newest");
        }
        return read(version, new DataInputDeserializer(serialized));
    }

    /** What has been read already is not kept. */
    static void write(FileSplit split, DataOutputView out) throws IOException {
        List<FileSlice> left =
                split.slices().subList(split.slice(), split.slices().size());
        out.writeUTF(split.splitId());
        out.writeLong(split.position());
        out.writeInt(left.size());
        for (FileSlice slice : left) {
            write(slice, out);
        }
    }

    static FileSplit read(int version, DataInputView in) throws IOException {
        String id = in.readUTF();
        long position = in.readLong();
        int size = in.readInt();
        List<FileSlice> slices = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            slices.add(readSlice(version, in));
        }
        return new FileSplit(id, slices, 0, position);
    }

    static void write(FileSlice slice, DataOutputView out) throws IOException {
        out.writeUTF(slice.input());
        out.writeUTF(slice.path());
        out.writeUTF(slice.id());
        out.writeLong(slice.ordinal());
        out.writeLong(slice.length());
        out.writeLong(slice.modified());
        out.writeLong(slice.start());
        out.writeLong(slice.end());
        // by name, so that the order of reasons may change
        out.writeUTF(slice.problem() == null ? "" : slice.problem().name());
        out.writeUTF(slice.message() == null ? "" : slice.message());
    }

    static FileSlice readSlice(int version, DataInputView in) throws IOException {
        String input = in.readUTF();
        String path = in.readUTF();
        String id = in.readUTF();
        long ordinal = in.readLong();
        long length = in.readLong();
        // version 1 came before files could have versions of their own
        long modified = version == 1 ? 0 : in.readLong();
        long start = in.readLong();
        long end = in.readLong();
        String problem = in.readUTF();
        String message = in.readUTF();
        return new FileSlice(
                input,
                path,
                id,
                ordinal,
                length,
                modified,
                start,
                end,
                problem.isEmpty() ? null : Reason.valueOf(problem),
                message.isEmpty() ? null : message);
    }
}
