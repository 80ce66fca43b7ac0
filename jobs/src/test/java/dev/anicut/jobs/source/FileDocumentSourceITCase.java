package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.RawRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every record exactly once in a cluster: in both modes, over a failure, and over a change of parallelism. */
class FileDocumentSourceITCase {
    private static final int LINES = 6000;
    private static final int ROWS = 500;
    private static final int FILES = 120;
    /** Records of a subtask after which it is past the small files, in splits that take a while. */
    private static final int WITHIN_LINES = 500;

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                    .setNumberTaskManagers(1)
                    .setNumberSlotsPerTaskManager(4)
                    .build());

    @TempDir
    Path dir;

    private List<String> expected;
    private SourceConfig config;

    @BeforeEach
    void files() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append("{\"line\":")
                    .append(i)
                    .append(",\"pad\":\"")
                    .append("x".repeat(i % 90))
                    .append("\"}\n");
        }
        Reading.write(dir.resolve("in/lines.jsonl"), lines.toString());
        Reading.write(dir.resolve("in/lines.jsonl.gz"), Packed.gzip(lines.toString()));
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < ROWS; i++) {
            rows.append(i).append(i % 50 == 7 ? "\n" : ",\"x\ny\"\n");
        }
        Reading.write(dir.resolve("in/rows.csv"), rows.toString());
        for (int i = 0; i < FILES; i++) {
            Reading.write(dir.resolve("in/files/" + i + ".txt"), "text " + i);
        }
        config = Reading.config(dir.resolve("in"), "source.split-size", "20 kb");
        expected = Reading.shown(Reading.read(config));
        assertThat(expected).hasSize(2 * LINES + ROWS + FILES);
        Seen.reset();
    }

    private StreamExecutionEnvironment environment(RuntimeExecutionMode mode, Configuration more) {
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        if (mode == RuntimeExecutionMode.STREAMING) {
            flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
        }
        flink.addAll(more);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setRuntimeMode(mode);
        return env;
    }

    private void topology(StreamExecutionEnvironment env, int parallelism) {
        env.setParallelism(parallelism);
        env.fromSource(
                        new FileDocumentSource(config, Reading.VERSION, null),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .map(new Seen())
                .returns(Types.STRING)
                .uid("seen")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void readsEveryRecordOnce(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = environment(mode, new Configuration());
        topology(env, 3);

        env.execute();

        assertThat(Seen.committed()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Seen.SUBTASKS).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void readsEveryRecordOnceOverAFailure(RuntimeExecutionMode mode) throws Exception {
        Seen.failAfter(mode == RuntimeExecutionMode.STREAMING ? 2 : 0);
        StreamExecutionEnvironment env = environment(mode, new Configuration());
        topology(env, 2);

        env.execute();

        assertThat(Seen.FAILED).isTrue();
        assertThat(Seen.committed()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void readsEveryRecordOnceOverAChangeOfParallelism(@InjectClusterClient ClusterClient<?> cluster) throws Exception {
        Seen.stopAt(1000);
        StreamExecutionEnvironment env = environment(RuntimeExecutionMode.STREAMING, new Configuration());
        topology(env, 3);
        JobClient job = env.executeAsync();
        Seen.STOPPED.await();
        String savepoint = cluster.stopWithSavepoint(
                        job.getJobID(),
                        false,
                        dir.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.CANONICAL)
                .get();
        awaitEnd(cluster, job.getJobID());
        List<String> before = Seen.committed();
        assertThat(before).hasSizeBetween(100, expected.size() - 1000);

        Configuration restored = new Configuration();
        restored.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        Seen.go();
        StreamExecutionEnvironment rescaled = environment(RuntimeExecutionMode.STREAMING, restored);
        topology(rescaled, 1);
        rescaled.execute();

        assertThat(Seen.committed()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void awaitEnd(ClusterClient<?> cluster, JobID job) throws Exception {
        assertThat(cluster.requestJobResult(job).get().getApplicationStatus()).isEqualTo(ApplicationStatus.SUCCEEDED);
    }

    /** Keeps what it has seen in its state, so that at the end it holds what counted; fails, or slows down, as told. */
    private static final class Seen extends RichMapFunction<RawRecord, String>
            implements CheckpointedFunction, CheckpointListener {
        static final AtomicBoolean FAILED = new AtomicBoolean();
        static final ConcurrentLinkedQueue<Integer> SUBTASKS = new ConcurrentLinkedQueue<>();
        static volatile CountDownLatch STOPPED = new CountDownLatch(1);
        /** By subtask; of several attempts the last one counts. */
        private static final Map<Integer, List<String>> RESULTS = new ConcurrentHashMap<>();

        private static volatile int failAfter;
        private static volatile int stopAt;

        private transient ListState<String> state;
        private transient List<String> seen;
        private transient int checkpoints;
        private transient long sinceCheckpoint;

        static void reset() {
            FAILED.set(false);
            SUBTASKS.clear();
            RESULTS.clear();
            STOPPED = new CountDownLatch(1);
            failAfter = -1;
            stopAt = Integer.MAX_VALUE;
        }

        static void failAfter(int completedCheckpoints) {
            failAfter = completedCheckpoints;
        }

        static void stopAt(int records) {
            stopAt = records;
        }

        static void go() {
            stopAt = Integer.MAX_VALUE;
            RESULTS.clear();
        }

        static List<String> committed() {
            return RESULTS.values().stream().flatMap(List::stream).toList();
        }

        @Override
        public String map(RawRecord record) throws Exception {
            if (seen.isEmpty()) {
                SUBTASKS.add(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
            }
            String shown = Reading.show(record);
            seen.add(shown);
            if (failAfter >= 0 && seen.size() > WITHIN_LINES && !FAILED.get()) {
                if (checkpoints < failAfter) {
                    dawdle();
                } else if (++sinceCheckpoint > 50 && FAILED.compareAndSet(false, true)) {
                    throw new IllegalStateException("told to fail");
                }
            }
            if (seen.size() >= stopAt) {
                STOPPED.countDown();
                dawdle();
            }
            return shown;
        }

        /** Leaves something to read until what is waited for has come. */
        private static void dawdle() {
            LockSupport.parkNanos(1_000_000);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpoints += seen.size() > WITHIN_LINES ? 1 : 0;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            state.update(seen);
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            state = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("seen", Types.STRING));
            seen = new ArrayList<>();
            state.get().forEach(seen::add);
        }

        @Override
        public void close() {
            RESULTS.put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), seen);
        }
    }
}
