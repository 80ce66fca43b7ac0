package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;

/** The main of the broker's own JVM: writes its settings, formats its folder if that is new, and runs Kafka. */
final class Broker {
    /** Set by a parent that keeps the broker's standard input open for as long as it lives itself. */
    static final String WITH_PARENT = "anicut.kafka.with-parent";

    /** Holds the pid of the broker that was reached last: a left-behind file says nothing about another process. */
    static final String READY = "ready";

    private static final String CLUSTER_ID = "YW5pY3V0LWJyb2tlci0xMA";
    private static final int GRACE_SECONDS = 20;

    private Broker() {}

    /** Arguments: directory, port, port of the controller, and settings as name=value. */
    public static void main(String[] arguments) throws Exception {
        if (Boolean.getBoolean(WITH_PARENT)) {
            daemon("end-with-parent", Broker::endWithParent);
        }
        BrokerSettings settings = new BrokerSettings(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                settings(arguments));
        String file = settings.write().toString();
        String[] format = {"format", "--config", file, "--cluster-id", CLUSTER_ID, "--ignore-formatted"};
        int exitCode = StorageTool.execute(format, System.out);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
        daemon("announce", () -> announce(settings));
        Kafka.main(new String[] {file});
    }

    private static Map<String, String> settings(String[] arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 3; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        return settings;
    }

    /** Says that the broker is up once a client of it has seen it. */
    private static void announce(BrokerSettings settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrap()))) {
            while (!isSeen(admin)) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            Path written = settings.directory().resolve(READY + ".tmp");
            Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
            Files.move(written, settings.directory().resolve(READY), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("The broker cannot say that it is ready", e);
        }
    }

    private static boolean isSeen(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    /** However the parent ends, its end of the pipe closes. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // no parent either
        }
        daemon("halt", () -> {
            try {
                TimeUnit.SECONDS.sleep(GRACE_SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        System.exit(0);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
