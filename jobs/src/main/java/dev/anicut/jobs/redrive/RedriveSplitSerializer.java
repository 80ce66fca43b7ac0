package dev.anicut.jobs.redrive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The form of splits in checkpoints, of a list of them: the enumerator's is what it has not handed out. */
final class RedriveSplitSerializer implements SimpleVersionedSerializer<List<RedriveSplit>> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(List<RedriveSplit> splits) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeInt(splits.size());
        for (RedriveSplit split : splits) {
            out.writeUTF(split.splitId());
            out.writeLong(split.next());
            out.writeLong(split.end());
            out.writeLong(split.position());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public List<RedriveSplit> deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("splits of version " + version + " are unknown, " + VERSION + " is the newest");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int size = in.readInt();
        List<RedriveSplit> splits = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            splits.add(new RedriveSplit(in.readUTF(), in.readLong(), in.readLong(), in.readLong()));
        }
        return splits;
    }

    /** The same for a split alone. */
    static SimpleVersionedSerializer<RedriveSplit> ofOne() {
        RedriveSplitSerializer lists = new RedriveSplitSerializer();
        return new SimpleVersionedSerializer<>() {
            @Override
            public int getVersion() {
                return lists.getVersion();
            }

            @Override
            public byte[] serialize(RedriveSplit split) throws IOException {
                return lists.serialize(List.of(split));
            }

            @Override
            public RedriveSplit deserialize(int version, byte[] serialized) throws IOException {
                return lists.deserialize(version, serialized).get(0);
            }
        };
    }
}
