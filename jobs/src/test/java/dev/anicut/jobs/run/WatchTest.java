package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final List<String> asked = new ArrayList<>();
    private final JobClient job = (JobClient) Proxy.newProxyInstance(
            JobClient.class.getClassLoader(), new Class<?>[] {JobClient.class}, (proxy, method, arguments) -> {
                asked.add(method.getName());
                return new CompletableFuture<>();
            });

    @Test
    void aJobThatKeepsNoStateIsCancelledAndAskedForNoSavepoint() {
        assertThat(Watch.stop(job, null, new Console(true))).isNull();
        assertThat(asked).containsExactly("cancel");
    }

    @Test
    void anyOtherIsStoppedBehindASavepoint() {
        assertThat(Watch.stop(job, new Path("/savepoints"), new Console(true))).isNotNull();
        assertThat(asked).containsExactly("stopWithSavepoint");
    }
}
