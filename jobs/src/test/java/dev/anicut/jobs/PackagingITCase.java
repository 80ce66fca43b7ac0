package dev.anicut.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The job jar for a cluster holds what Flink's lib/ does not, and nothing that must be loaded once in a JVM. */
class PackagingITCase {
    private static final Path JAR = Path.of("target", "anicut-jobs-cluster.jar");

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void holdsTheJobAndItsConnectors() throws IOException {
        assertThat(entries())
                .contains(
                        "dev/anicut/jobs/BackfillJob.class",
                        "dev/anicut/jobs/IngestJob.class",
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "dev/anicut/operators/parse/TikaWorker.class",
                        "dev/anicut/sinks/postgres/migration/common/V2__tables.sql",
                        "org/postgresql/Driver.class",
                        "org/apache/flink/connector/jdbc/core/datastream/sink/JdbcSink.class",
                        "org/apache/tika/parser/AutoDetectParser.class");
    }

    @Test
    void leavesOutFlinkNativeLibrariesModelsAndTheEmbeddedDatabase() throws IOException {
        assertThat(entries())
                .noneMatch(entry -> entry.startsWith("org/apache/flink/streaming/api/environment/"))
                .noneMatch(entry -> entry.startsWith("org/apache/flink/runtime/"))
                .noneMatch(entry -> entry.startsWith("ai/djl/") || entry.startsWith("ai/onnxruntime/"))
                // on DJL's interfaces: a second copy of the class breaks them
                .noneMatch(entry -> entry.startsWith("com/google/gson/"))
                .noneMatch(entry -> entry.startsWith("org/slf4j/") || entry.startsWith("org/apache/logging/"))
                .noneMatch(entry -> entry.endsWith(".onnx") || entry.endsWith(".txz"))
                .noneMatch(entry -> entry.endsWith(".SF") || entry.endsWith(".RSA"));
    }

    /** What a class catches or hands on is asked for when it is verified, though it may never come to that. */
    @Test
    void itsClassesDoWithoutTheEmbeddedDatabase() throws IOException {
        ClassLoader provided = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("dev.anicut.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        List<String> broken = new ArrayList<>();
        int linked = 0;
        try (URLClassLoader cluster = new URLClassLoader(new URL[] {JAR.toUri().toURL()}, provided)) {
            for (String entry : entries()) {
                if (entry.startsWith("dev/anicut/") && entry.endsWith(".class")) {
                    String name = entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.');
                    try {
                        Class.forName(name, true, cluster);
                        linked++;
                    } catch (ClassNotFoundException | LinkageError e) {
                        broken.add(name);
                    }
                }
            }
        }
        assertThat(broken).containsExactly("dev.anicut.jobs.run.LocalDatabase");
        assertThat(linked).isPositive();
    }

    @Test
    void mergesServiceFiles() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            String parsers = new String(
                    jar.getInputStream(jar.getEntry("META-INF/services/org.apache.tika.parser.Parser"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(parsers).contains("PDFParser", "OOXMLParser", "RFC822Parser");
        }
    }
}
