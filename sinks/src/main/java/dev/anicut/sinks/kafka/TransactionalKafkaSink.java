package dev.anicut.sinks.kafka;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A {@link KafkaSink} with transactions whose writers leave no client behind.
 *
 * <p>A writer of the connector asks the brokers, as it starts, for the transactions that its run left open. The
 * {@link Admin} by which it asks it neither needs again nor closes (flink-connector-kafka 5.0.0-2.2), and its thread lives
 * as long as the TaskManager: a job that restarts again and again, as it does while brokers are away, would fill that with
 * threads. Here brokers that do not answer are found out before the writer makes its client, and the client is closed once
 * the writer has asked.
 */
final class TransactionalKafkaSink<T>
        implements Sink<T>,
                SupportsWriterState<T, KafkaWriterState>,
                SupportsCommitter<KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable>,
                LineageVertexProvider {
    private static final long serialVersionUID = 1L;

    /** Where the connector's writer keeps it, and makes a new one if it finds none. */
    private static final String CLIENT = "adminClient";

    private final KafkaSink<T> sink;
    private final Properties clients;

    /**
     * @param sink delivers exactly once
     * @param clients properties of the connection
     */
    TransactionalKafkaSink(KafkaSink<T> sink, Properties clients) {
        this.sink = sink;
        this.clients = clients;
    }

    @Override
    public StatefulSinkWriter<T, KafkaWriterState> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<T, KafkaWriterState> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> states) throws IOException {
        requireBrokers();
        TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> writers = sink;
        StatefulSinkWriter<T, KafkaWriterState> writer = writers.restoreWriter(context, states);
        closeClient(writer);
        return writer;
    }

    private void requireBrokers() throws IOException {
        try (Admin admin = Admin.create(clients)) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            throw new IOException("The brokers do not answer: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while the brokers were asked", e);
        }
    }

    private static void closeClient(Object writer) {
        try {
            Field field = writer.getClass().getDeclaredField(CLIENT);
            field.setAccessible(true);
            try (Admin admin = (Admin) field.get(writer)) {
                field.set(writer, null);
            }
        } catch (ReflectiveOperationException e) {
            throw new FlinkRuntimeException("Made for another version of flink-connector-kafka", e);
        }
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
        return sink.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committables) {
        sink.addPostCommitTopology(committables);
    }

    @Override
    public LineageVertex getLineageVertex() {
        return sink.getLineageVertex();
    }
}
