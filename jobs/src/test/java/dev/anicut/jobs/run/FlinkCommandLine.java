package dev.anicut.jobs.run;

import org.apache.flink.client.program.StreamContextEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;

/** What a main finds that {@code flink run} has started, as long as this is open. */
final class FlinkCommandLine implements AutoCloseable {

    /** @param target as {@code execution.target} names it */
    FlinkCommandLine(String target) {
        StreamContextEnvironment.setAsContext(
                new DefaultExecutorServiceLoader(),
                new Configuration().set(DeploymentOptions.TARGET, target),
                FlinkCommandLine.class.getClassLoader(),
                false,
                false);
    }

    @Override
    public void close() {
        StreamContextEnvironment.unsetAsContext();
    }
}
