package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.Test;

class FileSourceReaderTest {
    private int requests;

    private final class Context implements SourceReaderContext {
        @Override
        public SourceReaderMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "localhost";
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public void sendSplitRequest() {
            requests++;
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            throw new AssertionError("it has none to send: " + event);
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new AssertionError("it loads no class");
        }
    }

    /** What a hybrid source relies on, which polls on for as long as there is said to be something. */
    @Test
    void tellsItsEndOnceAndIsNotAvailableUntilItIsClosed() throws Exception {
        Configuration settings = new Configuration();
        settings.set(SourceOptions.PATH, "unused");
        FileSourceReader reader =
                new FileSourceReader(SourceConfig.from(settings), FileVersion.MODIFIED, new Context());
        reader.start();
        CompletableFuture<Void> beforeTheEnd = reader.isAvailable();
        assertThat(requests).isEqualTo(1);
        assertThat(beforeTheEnd).isNotDone();

        reader.notifyNoMoreSplits();
        assertThat(beforeTheEnd).isDone();
        assertThat(reader.isAvailable()).isDone();
        assertThat(reader.pollNext(null)).isEqualTo(InputStatus.END_OF_INPUT);
        CompletableFuture<Void> atTheEnd = reader.isAvailable();
        assertThat(atTheEnd).isNotDone();
        assertThat(reader.isAvailable()).isSameAs(atTheEnd);

        reader.close();
        assertThat(atTheEnd).isDone();
    }
}
