package dev.anicut.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;

/** The manifests of {@code flink-conf/kubernetes} agree with each other and with the configuration of {@code flink-conf}. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("..", "flink-conf", "kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** What the parser's child of a slot takes beside Flink's own processes, as docs/operations.md has it. */
    private static final int CHILD = 350;

    private static List<JsonNode> manifests(String file) throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        try (var documents =
                YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(FOLDER.resolve(file)))) {
            documents.forEachRemaining(manifests::add);
        }
        return manifests;
    }

    private static JsonNode container(String file) throws IOException {
        return manifests(file).stream()
                .map(manifest -> manifest.at("/spec/template/spec/containers/0"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode flink() throws IOException {
        return YAML.readTree(Files.readString(FOLDER.resolve("..").resolve("config.yaml")));
    }

    private static int megabytes(JsonNode container) {
        String limit = container.at("/resources/limits/memory").asText();
        assertThat(container.at("/resources/requests/memory").asText()).isEqualTo(limit);
        return MemorySize.parse(limit.replace("i", "b").toLowerCase(java.util.Locale.ROOT))
                .getMebiBytes();
    }

    @Test
    void aContainerHoldsItsProcessAndTheParsersChildren() throws IOException {
        JsonNode flink = flink();
        int slots = flink.get("taskmanager.numberOfTaskSlots").asInt();
        int taskManager = MemorySize.parse(
                        flink.get("taskmanager.memory.process.size").asText())
                .getMebiBytes();
        int jobManager = MemorySize.parse(
                        flink.get("jobmanager.memory.process.size").asText())
                .getMebiBytes();

        assertThat(megabytes(container("taskmanager.yaml")))
                .isBetween(taskManager + slots * CHILD, taskManager + slots * CHILD + 256);
        assertThat(megabytes(container("jobmanager.yaml"))).isEqualTo(jobManager);
        assertThat(container("taskmanager.yaml").at("/resources/requests/cpu").asInt())
                .as("an embedding slot takes a core")
                .isEqualTo(slots);
    }

    @Test
    void whatIsPutInPlaceOfTheConfigurationIsInIt() throws IOException {
        JsonNode flink = flink();
        for (String file : List.of("jobmanager.yaml", "taskmanager.yaml")) {
            List<String> keys = new ArrayList<>();
            container(file).get("args").forEach(arg -> keys.add(arg.asText().replaceFirst("-D([^=]+)=.*", "$1")));
            assertThat(keys)
                    .as(file)
                    .contains("jobmanager.rpc.address", "execution.checkpointing.dir")
                    .allMatch(key -> flink.has(key) || key.equals(BlobServerOptions.PORT.key()), "a known key");
        }
    }

    @Test
    void theImageIsOfTheFlinkThatTheJobIsBuiltWith() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("Dockerfile")))
                .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-java17");
    }

    @Test
    void everyManifestIsListedAndMeansTheSameThings() throws IOException {
        JsonNode kustomization = manifests("kustomization.yaml").get(0);
        List<String> listed = new ArrayList<>();
        kustomization.get("resources").forEach(resource -> listed.add(resource.asText()));
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .filter(name -> !Set.of("kustomization.yaml", "backfill.yaml")
                                    .contains(name)))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        JsonNode service = manifests("jobmanager.yaml").get(0);
        JsonNode pod = manifests("jobmanager.yaml").get(1).at("/spec/template/metadata/labels");
        String name = service.at("/metadata/name").asText();
        assertThat(service.at("/spec/selector")).isEqualTo(pod);
        assertThat(service.at("/spec/ports/0/port").asInt())
                .isEqualTo(flink().get("rest.port").asInt());
        String claim = manifests("storage.yaml").get(0).at("/metadata/name").asText();
        for (String file : List.of("jobmanager.yaml", "taskmanager.yaml", "backfill.yaml")) {
            String text = Files.readString(FOLDER.resolve(file));
            assertThat(text).contains("claimName: " + claim, "runAsNonRoot: true", "app: anicut");
            assertThat(text).as(file).contains(name);
        }
        assertThat(container("backfill.yaml").at("/command/3").asText())
                .isEqualTo(name + ":" + flink().get("rest.port").asInt());
    }

    @Test
    void thePasswordComesFromASecretByReference() throws IOException {
        JsonNode backfill = container("backfill.yaml");
        for (JsonNode variable : backfill.get("env")) {
            assertThat(variable.at("/valueFrom/secretKeyRef/name").asText())
                    .as(variable.toString())
                    .isEqualTo("anicut-postgres");
            assertThat(backfill.get("args").toString())
                    .contains("${env:" + variable.get("name").asText() + "}");
        }
        assertThat(backfill.at("/args/1").asText()).isEqualTo(BackfillJob.class.getName());
    }
}
