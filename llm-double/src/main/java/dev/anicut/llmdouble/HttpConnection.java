package dev.anicut.llmdouble;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/** One client's connection, which carries one request after the other. Used on the loop's thread only. */
final class HttpConnection {
    private static final int LARGEST_REQUEST = 64 << 20;

    /** How a request ended: its answer was sent whole, its client left before, or the double cut it off. */
    enum End {
        ANSWERED,
        GONE,
        CUT
    }

    private final HttpLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
    private byte[] received = new byte[16 << 10];
    private int length;
    private boolean busy;
    private boolean continued;
    private boolean lastIsQueued;
    private boolean closed;
    private Consumer<End> onEnd = end -> {};

    HttpConnection(HttpLoop loop, SocketChannel channel, SelectionKey key) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
    }

    /** Told once how the request under way ended. */
    void onEnd(Consumer<End> listener) {
        onEnd = listener;
    }

    void reply(HttpReply reply) {
        write(reply.headBytes(), false);
        write(reply.bodyBytes(), true);
    }

    /** Sends a part of the reply; the last one frees the connection for the next request. */
    void write(byte[] part, boolean last) {
        if (closed) {
            return;
        }
        outgoing.add(ByteBuffer.wrap(part));
        lastIsQueued |= last;
        flush();
    }

    /** Ends the connection by a TCP reset. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // it is gone already
        }
        close(End.CUT);
    }

    /** Closes the connection in the middle of whatever goes on. */
    void cut() {
        close(End.CUT);
    }

    boolean isClosed() {
        return closed;
    }

    void ready(SelectionKey ready) {
        if (ready.isValid() && ready.isReadable()) {
            read();
        }
        if (ready.isValid() && ready.isWritable()) {
            flush();
        }
    }

    private void read() {
        try {
            if (length == received.length) {
                received = Arrays.copyOf(received, length * 2);
            }
            int count = channel.read(ByteBuffer.wrap(received, length, received.length - length));
            if (count < 0 || length + count > LARGEST_REQUEST) {
                close(End.GONE);
                return;
            }
            length += count;
        } catch (IOException e) {
            close(End.GONE);
            return;
        }
        next();
    }

    /** Hands on the next request if it is whole and the one before it is answered. */
    private void next() {
        if (busy || closed || length == 0) {
            return;
        }
        RequestParser parser = new RequestParser(received, length);
        try {
            RequestParser.Parsed parsed = parser.parse();
            if (parsed != null) {
                System.arraycopy(received, parsed.consumed(), received, 0, length - parsed.consumed());
                length -= parsed.consumed();
                busy = true;
                continued = false;
                loop.handle(parsed.request(), this);
            } else if (parser.expectsContinue() && !continued) {
                continued = true;
                write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII), false);
            }
        } catch (RequestParser.MalformedRequestException e) {
            close(End.CUT);
        }
    }

    private void flush() {
        try {
            while (!outgoing.isEmpty()) {
                channel.write(outgoing.peek());
                if (outgoing.peek().hasRemaining()) {
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                    return;
                }
                outgoing.poll();
            }
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        } catch (IOException e) {
            close(End.GONE);
            return;
        }
        if (lastIsQueued) {
            lastIsQueued = false;
            end(End.ANSWERED);
            next();
        }
    }

    private void close(End how) {
        if (closed) {
            return;
        }
        closed = true;
        outgoing.clear();
        try {
            channel.close();
        } catch (IOException e) {
            // nothing more can be done for it
        }
        end(how);
    }

    private void end(End how) {
        if (busy) {
            busy = false;
            Consumer<End> listener = onEnd;
            onEnd = end -> {};
            listener.accept(how);
        }
    }
}
