package dev.anicut.sinks.postgres;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests that are wished for on pgvector where it cannot be had, and says once what is missing. */
public final class PgvectorCondition implements ExecutionCondition {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!PgvectorServer.isWished()) {
            return ConditionEvaluationResult.enabled("on the server without pgvector");
        }
        if (PgvectorServer.lacks().isEmpty()) {
            return ConditionEvaluationResult.enabled("on the server with pgvector");
        }
        if (SAID.compareAndSet(false, true)) {
            System.out.println("SKIPPED: the integration tests on pgvector: " + PgvectorServer.lacks());
        }
        return ConditionEvaluationResult.disabled(PgvectorServer.lacks());
    }
}
