package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.instance.SlotSharingGroupId;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.rest.messages.JobPlanInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.metrics.IOMetricsInfo;
import org.junit.jupiter.api.Test;

class BatchStagesTest {
    private static final Ledger NOTHING_ENDED = Ledger.empty("run");

    private final List<JobDetailsInfo.JobVertexDetailsInfo> stages = new ArrayList<>();

    private void stage(String name, ExecutionState state, long in, long out) {
        stages.add(new JobDetailsInfo.JobVertexDetailsInfo(
                new JobVertexID(),
                new SlotSharingGroupId(),
                name,
                128,
                2,
                state,
                0,
                -1,
                0,
                Map.of(),
                new IOMetricsInfo(0, true, 0, true, in, true, out, true, 0L, 0L, 0.0)));
    }

    @Test
    void saysWhichStageIsUnderWayAndHowMuchWentThroughIt() {
        stage("Source: read-files -> parse -> (recall, count-records)", ExecutionState.RUNNING, 0, 1);
        assertThat(BatchStages.describe(stages)).isEqualTo("stage 1: read-files parse recall, 1 record out");

        stages.clear();
        stage("Source: read-files -> parse -> (recall, count-records)", ExecutionState.FINISHED, 0, 2_593);
        assertThat(BatchStages.describe(stages)).isEqualTo("between two stages");

        stage("dedup-by-id -> count-unchanged", ExecutionState.RUNNING, 2_560, 1_700);
        stage("dead-letters: Writer", ExecutionState.RUNNING, 0, 0);
        stage("count-dead-letters", ExecutionState.RUNNING, 0, 0);
        assertThat(BatchStages.describe(stages))
                .isEqualTo("stage 2: dedup-by-id, 2,560 records in, 1,700 records out;"
                        + " stage 3: dead-letters; stage 4: count-dead-letters");
    }

    @Test
    void asksFlinkNowAndThenAndKeepsWhatItSaidLast() {
        stage("batch -> embed", ExecutionState.RUNNING, 10, 0);
        List<Optional<JobDetailsInfo>> answers = new ArrayList<>(List.of(Optional.of(job()), Optional.empty()));
        BatchStages progress = new BatchStages(() -> answers.remove(0));

        assertThat(progress.at(NOTHING_ENDED, 10_000).text()).isEqualTo("stage 1: batch embed, 10 records in");
        assertThat(progress.at(NOTHING_ENDED, 10_500).text()).isEqualTo("stage 1: batch embed, 10 records in");
        assertThat(answers).hasSize(1);
        assertThat(progress.at(NOTHING_ENDED, 12_000).text()).isEqualTo("stage 1: batch embed, 10 records in");
        assertThat(answers).isEmpty();
    }

    private JobDetailsInfo job() {
        return new JobDetailsInfo(
                new JobID(),
                "anicut backfill run",
                false,
                JobStatus.RUNNING,
                JobType.BATCH,
                0,
                -1,
                0,
                128,
                0,
                Map.of(JobStatus.RUNNING, 0L),
                stages,
                Map.of(ExecutionState.RUNNING, 1),
                new JobPlanInfo.Plan("", "", "", List.of()),
                null,
                0);
    }
}
