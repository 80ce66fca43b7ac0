package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The main of the child process: parses one file after the other, from standard input to standard output. It ends
 * itself when its parent is gone or when it is past its deadline, whatever its parser is doing.
 */
final class TikaWorker {
    static final int PARENT_GONE = 5;
    static final int PAST_DEADLINE = 4;
    /** As {@code -XX:+ExitOnOutOfMemoryError} has it. */
    static final int OUT_OF_MEMORY = 3;

    private static final Set<String> NETWORK = Set.of("http", "https", "ftp", "mailto");

    private final SynchronousQueue<Frames.Request> requests = new SynchronousQueue<>();
    private volatile long deadline = Long.MAX_VALUE;

    private TikaWorker() {}

    /** @param args the limits: characters, depth, embedded documents */
    public static void main(String[] args) throws Exception {
        // Ctrl-C reaches all processes of a terminal; the run comes to rest by itself and needs its parsers until then
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        InputStream in = new FileInputStream(FileDescriptor.in);
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        // libraries that print or read would break the frames
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        URL.setURLStreamHandlerFactory(protocol -> NETWORK.contains(protocol) ? new NoNetwork() : null);
        TikaExtractor extractor =
                new TikaExtractor(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        new TikaWorker().run(extractor, new DataInputStream(in), out);
    }

    private void run(TikaExtractor extractor, DataInputStream in, DataOutputStream out) throws Exception {
        daemon("stdin", () -> receive(in));
        daemon("watchdog", this::watch);
        out.writeInt(Frames.READY);
        out.flush();
        while (true) {
            Frames.Request request = requests.take();
            deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.deadlineMillis());
            try {
                Frames.write(out, extractor.extract(request.bytes(), request.name()));
            } catch (Unparseable e) {
                Frames.write(out, e);
            } catch (OutOfMemoryError e) {
                end(OUT_OF_MEMORY);
            } catch (LinkageError e) {
                Frames.write(out, lacking(e));
            }
            deadline = Long.MAX_VALUE;
        }
    }

    /** Reads ahead of the parser, so as to see at once when the parent closes the pipe. */
    private void receive(DataInputStream in) {
        try {
            while (true) {
                Frames.Request request = Frames.readRequest(in);
                requests.put(request);
            }
        } catch (IOException | InterruptedException e) {
            end(PARENT_GONE);
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(100);
                if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
                    end(PAST_DEADLINE);
                }
            }
        } catch (InterruptedException e) {
            end(PAST_DEADLINE);
        }
    }

    /** A library that is not there, for a corner of a format. */
    private static Unparseable lacking(LinkageError error) {
        String message = String.valueOf(error.getMessage());
        // only certificates need it
        return message.contains("bouncycastle")
                ? new Unparseable(Reason.ENCRYPTED, "the file is encrypted for the holder of a certificate")
                : new Unparseable(Reason.PARSE_FAILED, "the parser lacks " + message);
    }

    private static void end(int status) {
        try {
            TemporaryFolder.delete(Path.of(System.getProperty("java.io.tmpdir")));
        } finally {
            // no exit: shutdown hooks could hang
            Runtime.getRuntime().halt(status);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What documents point to is not fetched. */
    private static final class NoNetwork extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("no network for parsers");
        }
    }
}
