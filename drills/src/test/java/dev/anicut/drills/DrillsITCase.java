package dev.anicut.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short form of the failure drills: a real cluster and a real PostgreSQL, broken under a backfill that runs. The long
 * form and the other drills: {@code scripts/drill.sh all}.
 */
class DrillsITCase {
    private static final List<String> DRILLS =
            List.of("kill-taskmanager", "stop-postgres", "fill-disk", "hang-taskmanager");

    @TempDir
    static Path home;

    private static Scripts scripts;
    private static Scripts.Result drills;

    @BeforeAll
    static void breakARunByEachOfThem() throws Exception {
        scripts = new Scripts(home).with("ANICUT_FLINK_SETTINGS", "heartbeat.interval=1s heartbeat.timeout=8s");
        List<String> arguments = new ArrayList<>(DRILLS);
        // struck early: where inference is quick the rest is soon done
        arguments.addAll(List.of("--documents", "600", "--after", "50", "--outage", "5"));
        arguments.addAll(List.of("--run.checkpoint-interval", "1s", "--keep"));
        drills = scripts.run("drill.sh", arguments.toArray(String[]::new));
        // the services are kept for the tests below
        scripts.with("ANICUT_HOME", home.resolve("drill").toString());
    }

    @AfterAll
    static void down() throws Exception {
        scripts.run("stack.sh", "down", "flink", "postgres");
    }

    static List<String> drills() {
        return DRILLS;
    }

    @ParameterizedTest
    @MethodSource("drills")
    void endsWithTheRowsAndTheLedgerOfAnUndisturbedRun(String drill) {
        assertThat(drills.output()).containsPattern("(?m)^" + drill + " +equal ");
    }

    @Test
    void theSampleWithItsPdfAndOfficeFilesComesOutTheSameOnTheCluster() throws Exception {
        assertThat(scripts.run("stack.sh", "up", "postgres", "flink").exitCode())
                .isZero();
        Path datasets = scripts.root().resolve("datasets");

        Scripts.Result result = scripts.run(
                "submit.sh",
                "backfill",
                "--source.path",
                datasets.resolve("sample").toString(),
                "--target",
                "cluster",
                "--output",
                "json");

        assertThat(result.exitCode()).isZero();
        String expected =
                Files.readString(datasets.resolve("sample-ledger.json")).replaceAll("[ {}\n]", "");
        assertThat(result.output()).contains(expected);
    }
}
