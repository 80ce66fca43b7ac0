package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a broker's JVM; its class path is the one that the build of this module wrote down. */
final class BrokerCommand {
    private static final String CLASS_PATH = "broker.classpath";

    private BrokerCommand() {}

    static List<String> of(BrokerSettings settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlog4j2.configurationFile=classpath:dev/anicut/embedded/kafka/broker-log4j2.properties",
                "-D" + Broker.WITH_PARENT + "=true",
                "-cp",
                ownClasses() + System.getProperty("path.separator") + classPath(),
                Broker.class.getName(),
                settings.directory().toString(),
                Integer.toString(settings.port()),
                Integer.toString(settings.controllerPort())));
        settings.own().forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    private static String classPath() {
        try (InputStream resource = BrokerCommand.class.getResourceAsStream(CLASS_PATH)) {
            if (resource == null) {
                throw new EmbeddedKafkaException(
                        "The class path of the broker is missing: build the module embedded-kafka"
                                + " by Maven (phase process-resources), which writes " + CLASS_PATH);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new EmbeddedKafkaException("The class path of the broker cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path ownClasses() {
        try {
            return Path.of(Broker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new EmbeddedKafkaException("The classes of the broker cannot be found", e);
        }
    }
}
