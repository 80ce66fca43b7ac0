package dev.anicut.sinks.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.postgresql.Driver;

/** Stands between a client and a database, and loses what it is told to. */
final class LossyProxy implements AutoCloseable {
    /** How a server says that a transaction was committed. */
    private static final String COMMITTED = "COMMIT\0";

    private final String url;
    private final String serverHost;
    private final int serverPort;
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> servers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean loseCommitted = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();

    private interface Body {
        void run() throws IOException;
    }

    LossyProxy(String url) throws IOException {
        Properties parts = Driver.parseURL(url, null);
        this.url = url;
        this.serverHost = parts.getProperty("PGHOST");
        this.serverPort = Integer.parseInt(parts.getProperty("PGPORT"));
        start(this::accept);
    }

    /** The options, leading through here. */
    PostgresConfig config(Configuration options) {
        Configuration here = new Configuration(options);
        here.setString(
                "postgres.url",
                url.replaceFirst("//[^/]+/", "//127.0.0.1:" + entrance.getLocalPort() + "/") + "?sslmode=disable");
        return PostgresConfig.from(here);
    }

    /** Ends the connection over which the server next says that it has committed, in place of saying so to the client. */
    void loseNextCommitted() {
        loseCommitted.set(true);
    }

    /** How many answers were lost. */
    int lost() {
        return lost.get();
    }

    /** Ends the connections of the clients; the servers are told nothing, as if a cable had been cut. */
    void cut() throws IOException {
        for (Socket client : clients) {
            clients.remove(client); // before it is closed: its thread looks
            client.close();
        }
    }

    private static void start(Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (IOException e) {
                        // one of the two sides has been closed, which is what it is for
                    }
                },
                "lossy-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(serverHost, serverPort);
            clients.add(client);
            servers.add(server);
            start(() -> fromClient(client, server));
            start(() -> fromServer(server, client));
        }
    }

    private void fromClient(Socket client, Socket server) throws IOException {
        try {
            client.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException e) {
            if (!clients.contains(client)) {
                return; // it was cut off
            }
        }
        server.close();
    }

    private void fromServer(Socket server, Socket client) throws IOException {
        try (server;
                client) {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                String said = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                if (said.contains(COMMITTED) && loseCommitted.compareAndSet(true, false)) {
                    lost.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, read);
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
        for (Socket server : servers) {
            server.close();
        }
    }
}
