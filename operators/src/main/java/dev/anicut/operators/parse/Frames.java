package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes over the pipes between {@link TikaProcess} and {@link TikaWorker}: strings and bytes with their length. */
final class Frames {
    /** The first thing a worker writes, when it is ready to parse. */
    static final int READY = 0x616E6963;

    private Frames() {}

    /**
     * A file for the worker.
     *
     * @param deadlineMillis how long the worker lives on at most before it ends itself
     */
    record Request(String name, long deadlineMillis, byte[] bytes) {}

    static void write(DataOutputStream out, Request request) throws IOException {
        writeString(out, request.name());
        out.writeLong(request.deadlineMillis());
        out.writeInt(request.bytes().length);
        out.write(request.bytes());
        out.flush();
    }

    static Request readRequest(DataInputStream in) throws IOException {
        return new Request(readString(in), in.readLong(), in.readNBytes(in.readInt()));
    }

    static void write(DataOutputStream out, Extract extract) throws IOException {
        out.writeBoolean(true);
        writeString(out, extract.mediaType());
        writeString(out, extract.title());
        out.writeInt(extract.metadata().size());
        for (Map.Entry<String, List<String>> entry : extract.metadata().entrySet()) {
            writeString(out, entry.getKey());
            out.writeInt(entry.getValue().size());
            for (String value : entry.getValue()) {
                writeString(out, value);
            }
        }
        writeString(out, extract.text());
        out.writeInt(extract.replaced());
        out.flush();
    }

    static void write(DataOutputStream out, Unparseable failure) throws IOException {
        out.writeBoolean(false);
        writeString(out, failure.reason().name());
        writeString(out, failure.getMessage());
        out.flush();
    }

    static Extract readReply(DataInputStream in) throws IOException, Unparseable {
        if (!in.readBoolean()) {
            throw new Unparseable(Reason.valueOf(readString(in)), readString(in));
        }
        String mediaType = readString(in);
        String title = readString(in);
        Map<String, List<String>> metadata = new TreeMap<>();
        for (int entries = in.readInt(); entries > 0; entries--) {
            String name = readString(in);
            List<String> values = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                values.add(readString(in));
            }
            metadata.put(name, values);
        }
        return new Extract(mediaType, title, metadata, readString(in), in.readInt());
    }

    private static void writeString(DataOutputStream out, String string) throws IOException {
        if (string == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readString(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
