package dev.anicut.sinks.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits batches, each in one transaction. A batch that the database rejects for its data is halved until the rows at
 * fault stand alone: they are settled as rejected, all others are stored.
 */
final class BatchCommitter<IN, OUT> {
    private final RetryingConnection connection;
    private final BatchWriter<IN, OUT> writer;

    BatchCommitter(RetryingConnection connection, BatchWriter<IN, OUT> writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /** @return for each element, in order, how it ended; all of it is committed */
    List<Settled<OUT>> commit(List<IN> batch) throws SQLException, InterruptedException {
        try {
            return connection.inTransaction(open -> writer.write(open, batch)).stream()
                    .map(Settled::stored)
                    .toList();
        } catch (SQLException e) {
            if (!SqlStates.isRejectedRow(e)) {
                throw e;
            }
            if (batch.size() == 1) {
                return List.of(commitInParts(batch.get(0), e));
            }
            int middle = batch.size() / 2;
            List<Settled<OUT>> settled = new ArrayList<>(commit(batch.subList(0, middle)));
            settled.addAll(commit(batch.subList(middle, batch.size())));
            return settled;
        }
    }

    private Settled<OUT> commitInParts(IN element, SQLException rejection) throws SQLException, InterruptedException {
        List<IN> parts = writer.split(element);
        if (parts.size() == 1) {
            return writer.reject(element, SqlStates.message(rejection));
        }
        return commit(parts).stream().reduce(Settled::and).orElseThrow();
    }
}
