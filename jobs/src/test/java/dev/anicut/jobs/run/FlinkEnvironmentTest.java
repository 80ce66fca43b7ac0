package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.client.deployment.executors.LocalExecutor;
import org.apache.flink.client.deployment.executors.RemoteExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run for a cluster needs one: without Flink's command line it would run here, and without checkpoints. */
class FlinkEnvironmentTest {
    private static final String REFUSED = "target: cluster belongs on the command line: --target cluster";

    @TempDir
    Path folder;

    private static List<Named<Function<List<String>, Command>>> jobs() {
        return List.of(
                Named.of("backfill", arguments -> new Backfill(arguments, Map.of())),
                Named.of("ingest", arguments -> new Ingest(arguments, Map.of())),
                Named.of("redrive", arguments -> new Redrive(arguments, Map.of())));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void aClusterNamedInAFileIsUsageBeforeAnythingIsLookedAt(Function<List<String>, Command> job) throws IOException {
        Path home = folder.resolve("home");
        Path file = Files.writeString(
                folder.resolve("settings.yaml"), "target: cluster\nrun.home: " + home + "\nsource.path: /no/such\n");

        Backfills.Result result =
                Backfills.captured(() -> Command.exitCode(job.apply(List.of("--config", file.toString()))));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().strip()).isEqualTo("anicut: " + REFUSED);
        assertThat(home).doesNotExist();
    }

    /** As of a cluster's run that is resumed without its target. */
    @Test
    void norIsOneMadeForSettingsThatNameAClusterLater() {
        assertThatThrownBy(() -> new FlinkEnvironment(forACluster()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(REFUSED);
    }

    @Test
    void flinksCommandLineKnowsACluster() {
        try (FlinkCommandLine line = new FlinkCommandLine(RemoteExecutor.NAME)) {
            assertThat(new FlinkEnvironment(forACluster()).cluster().get(DeploymentOptions.TARGET))
                    .isEqualTo(RemoteExecutor.NAME);
        }
    }

    @Test
    void unlessItWasToldToRunTheJobItself() {
        try (FlinkCommandLine line = new FlinkCommandLine(LocalExecutor.NAME)) {
            assertThatThrownBy(() -> FlinkEnvironment.prepare(forACluster(), new Configuration()))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(REFUSED);
        }
    }

    private static RunConfig forACluster() {
        return RunConfig.from(new Configuration().set(RunOptions.TARGET, RunOptions.Target.CLUSTER));
    }
}
