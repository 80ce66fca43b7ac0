package dev.anicut.sinks.postgres;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's sink for a table that nothing waits for, at least once. It writes when a batch is full, when the time is
 * up, at each checkpoint and at the end of input.
 */
final class TerminalSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSink.class);

    private final JdbcSink<T> sink;

    TerminalSink(PostgresConfig config, String upsert, JdbcStatementBuilder<T> binding, int batchRows) {
        sink = JdbcSink.<T>builder()
                .withQueryStatement(upsert, binding)
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(batchRows)
                        .withBatchIntervalMs(config.flushInterval().toMillis())
                        .withMaxRetries(config.maxRetries())
                        .build())
                .buildAtLeastOnce(new PatientConnections(config));
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        SinkWriter<T> writer = sink.createWriter(context);
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context place) throws IOException, InterruptedException {
                writer.write(element, place);
            }

            @Override
            public void flush(boolean endOfInput) throws IOException, InterruptedException {
                writer.flush(endOfInput);
            }

            /**
             * The connector's writer flushes at close, and throws if the server is away. A task that fails for that very
             * reason would then take its TaskManager with it. What has to be written was flushed before.
             */
            @Override
            public void close() throws Exception {
                try {
                    writer.close();
                } catch (RuntimeException e) {
                    LOG.warn("A sink was closed without its last flush, which a replay repeats", e);
                }
            }
        };
    }
}
