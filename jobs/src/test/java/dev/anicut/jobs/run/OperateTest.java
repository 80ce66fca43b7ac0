package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** Which run a command on a cluster means, and what it says where there is no cluster. */
class OperateTest {
    private static ClusterJobs.Job job(String run, JobStatus status) {
        return new ClusterJobs.Job(new JobID(), "backfill", run, status, 0);
    }

    @Test
    void theOnlyRunningRunNeedsNoName() {
        ClusterJobs.Job running = job("b", JobStatus.RESTARTING);
        List<ClusterJobs.Job> jobs = List.of(job("a", JobStatus.FINISHED), running, job("c", JobStatus.CANCELED));

        assertThat(Operate.find(jobs, null, true)).isEqualTo(running);
        assertThat(Operate.find(jobs, null, false)).isEqualTo(running);
    }

    @Test
    void aRunIsNamedByItsIdOrItsJobs() {
        ClusterJobs.Job resumed = job("a", JobStatus.RUNNING);
        ClusterJobs.Job first = job("a", JobStatus.FINISHED);
        List<ClusterJobs.Job> jobs = List.of(resumed, first);

        assertThat(Operate.find(jobs, "a", false)).isEqualTo(resumed);
        assertThat(Operate.find(jobs, first.id().toString(), false)).isEqualTo(first);
    }

    @Test
    void whatCannotBeMeantIsAUsageErrorThatListsWhatCan() {
        List<ClusterJobs.Job> two = List.of(job("a", JobStatus.RUNNING), job("b", JobStatus.RUNNING));

        assertThatThrownBy(() -> Operate.find(two, null, true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("a, b");
        assertThatThrownBy(() -> Operate.find(List.of(job("a", JobStatus.FINISHED)), "a", true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("no run 'a' is running");
        assertThatThrownBy(() -> Operate.find(List.of(), null, true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("no run is running");
    }

    @Test
    void noClusterIsAUsageErrorThatNamesWhereItWasLookedFor() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Backfills.Result result = Backfills.captured(() -> Command.exitCode(new Operate(
                List.of("list", "--flink.rest.address", "127.0.0.1", "--flink.rest.port", Integer.toString(port)),
                Map.of())));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("no cluster answers at 127.0.0.1:" + port);
    }

    @Test
    void aFailureIsToldByWhatAllElseComesFrom() {
        String trace =
                """
                org.apache.flink.util.FlinkException: the task failed
                \tat a.B.c(B.java:1)
                Caused by: java.io.IOException: the write failed
                \tat a.B.d(B.java:2)
                Caused by: java.net.ConnectException: Connection refused
                \t... 3 more""";

        assertThat(ClusterJobs.cause(trace)).isEqualTo("java.net.ConnectException: Connection refused");
        assertThat(ClusterJobs.cause("java.lang.Exception: alone\n\tat a.B.c(B.java:1)"))
                .isEqualTo("java.lang.Exception: alone");
    }
}
