package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ObservedJobITCase {
    @Test
    @Timeout(120)
    void aLocalJobThatWaitsForATaskManagerWhichHasEndedIsGivenUp() throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestOptions.BIND_PORT, "0");
        try (MiniCluster cluster = new MiniCluster(
                new MiniClusterConfiguration.Builder().setConfiguration(flink).build())) {
            cluster.start();
            URI rest = cluster.getRestAddress().get();
            flink.set(RestOptions.ADDRESS, rest.getHost());
            flink.set(RestOptions.PORT, rest.getPort());
            JobID job = cluster.submitJob(endless()).get().getJobID();
            while (cluster.getJobStatus(job).get() != JobStatus.RUNNING) {
                Thread.sleep(20);
            }
            try (ObservedJob observed = ObservedJob.local(flink, job)) {
                long now = System.currentTimeMillis();
                for (int i = 1; i <= 3; i++) {
                    now += 10_000;
                    assertThat(observed.newFailure(now)).isEmpty();
                }
                cluster.terminateTaskManager(0).get();

                long from = now + 10_000;
                assertThatThrownBy(() -> {
                            for (long later = from; ; later += 10_000) {
                                observed.newFailure(later);
                                Thread.sleep(100);
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("Flink's TaskManager has ended");
                assertThat(cluster.getJobStatus(job).get().isTerminalState()).isFalse();
            }
        }
    }

    private static JobGraph endless() {
        Configuration settings = new Configuration();
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(1);
        environment
                .fromSequence(0, Long.MAX_VALUE - 1)
                .map(new Slow())
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        return environment.getStreamGraph().getJobGraph();
    }

    private static final class Slow implements MapFunction<Long, Long> {
        @Override
        public Long map(Long value) throws InterruptedException {
            Thread.sleep(10);
            return value;
        }
    }
}
