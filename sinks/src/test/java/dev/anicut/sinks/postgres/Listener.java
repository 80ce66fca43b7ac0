package dev.anicut.sinks.postgres;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Something that listens and is no PostgreSQL: it reads what it is first told, answers, and hangs up. */
final class Listener implements AutoCloseable {
    private final ServerSocket socket;

    private Listener(ServerSocket socket) {
        this.socket = socket;
    }

    static Listener answering(ServerSocket socket, String answer) {
        Listener listener = new Listener(socket);
        Thread thread = new Thread(() -> listener.listen(answer.getBytes(StandardCharsets.US_ASCII)), "listener");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private void listen(byte[] answer) {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write(answer);
            } catch (IOException e) {
                // the client or the test has gone
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
