package dev.anicut.llmdouble;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.PriorityQueue;

/**
 * An HTTP/1.1 server on one thread: its connections and timers share a selector. A request that is held costs no thread,
 * a client that leaves is noticed at once, and what runs on the loop needs no locks.
 */
final class HttpLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpLoop.class.getName());
    private static final int BACKLOG = 4096;

    /** Answers requests, on the loop's thread, now or by a timer. */
    interface Handler {
        void handle(HttpRequest request, HttpConnection connection);
    }

    private record Timer(long dueNanos, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(dueNanos - other.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Handler handler;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Thread thread = new Thread(this::run, "llm-double");
    private long order;
    private volatile boolean closed;

    HttpLoop(int port, Handler handler) throws IOException {
        this.handler = handler;
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            server.close();
            selector.close();
            throw e;
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** Runs a task later; only for the loop's own thread. */
    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), order++, task));
    }

    void handle(HttpRequest request, HttpConnection connection) {
        guarded(() -> handler.handle(request, connection));
    }

    /** A bug of the double's own is told and ends one request, not the server. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "anicut-llm-double: a bug in the double", e);
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready, untilNextTimer());
                while (!timers.isEmpty() && timers.peek().dueNanos - System.nanoTime() <= 0) {
                    guarded(timers.poll().task);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeAll();
        }
    }

    /** In milliseconds, never too early; 0 would be for ever. */
    private long untilNextTimer() {
        if (timers.isEmpty()) {
            return 0;
        }
        long nanos = timers.peek().dueNanos - System.nanoTime();
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }

    private void ready(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept();
        } else if (key.attachment() instanceof HttpConnection connection) {
            connection.ready(key);
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new HttpConnection(this, channel, key));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "anicut-llm-double: a connection could not be accepted: " + e.getMessage());
        }
    }

    private void closeAll() {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof HttpConnection connection) {
                connection.cut();
            }
        }
        try {
            server.close();
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "anicut-llm-double: closing failed: " + e.getMessage());
        }
    }

    /** Cuts every connection and waits for the loop to end. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
