package dev.anicut.sinks.kafka;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.RecordHandle;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;

/** Dead letters for tests. */
final class Letters {
    private Letters() {}

    static DeadLetter letter(String runId, Origin origin, String documentId, String message, byte[] payload) {
        return letter(DeadLetter.Scope.RECORD, runId, origin, documentId, message, payload);
    }

    static DeadLetter letter(
            DeadLetter.Scope scope, String runId, Origin origin, String documentId, String message, byte[] payload) {
        return new DeadLetter(
                Hashes.sha256(scope.name(), origin.toString()),
                runId,
                scope,
                Stage.PARSE,
                Reason.INVALID_JSON,
                message,
                1,
                origin,
                documentId,
                payload,
                true,
                new RecordHandle(RecordFormat.JSON, "/in", "a", new Sequence(1, 2, 3), null));
    }
}
