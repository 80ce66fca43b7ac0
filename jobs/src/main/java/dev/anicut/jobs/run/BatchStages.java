package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo.JobVertexDetailsInfo;

/**
 * Where a run in batch execution is, which goes stage by stage: the ledger's is the last, so that no record is known
 * to have ended before, and no share would be right.
 */
final class BatchStages implements Progress {
    private static final long ASK_EVERY_MS = 2_000;

    /** What Flink writes around the names of steps. */
    private static final Pattern NOT_A_STEP = Pattern.compile("^Source: | -> |: Writer|[(), ]+");

    /** What Flink tells of the job, if it does. */
    @FunctionalInterface
    interface Details {
        Optional<JobDetailsInfo> now();
    }

    private final Details details;
    private long askedAt;
    private String text = "waiting for Flink";

    BatchStages(Details details) {
        this.details = details;
    }

    @Override
    public Line at(Ledger ledger, long nowMillis) {
        if (nowMillis - askedAt >= ASK_EVERY_MS) {
            askedAt = nowMillis;
            details.now().ifPresent(job -> text = describe(List.copyOf(job.getJobVertexInfos())));
        }
        return new Line(text, text);
    }

    /** @param stages in the order of the graph; Flink plans those behind as those before them end */
    static String describe(List<JobVertexDetailsInfo> stages) {
        List<String> underWay = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).getExecutionState() == ExecutionState.RUNNING) {
                underWay.add("stage " + (i + 1) + ": " + describe(stages.get(i)));
            }
        }
        return underWay.isEmpty() ? "between two stages" : String.join("; ", underWay);
    }

    private static String describe(JobVertexDetailsInfo stage) {
        long in = stage.getJobVertexMetrics().getRecordsRead();
        long out = stage.getJobVertexMetrics().getRecordsWritten();
        return steps(stage.getName())
                // a source reads none that Flink knows of
                + (in == 0 ? "" : ", " + Quantity.of(in, "record") + " in")
                + (out == 0 ? "" : ", " + Quantity.of(out, "record") + " out");
    }

    /** The steps of a chain such as {@code Source: a -> b -> (c, count-b)}, without those that only count. */
    private static String steps(String chain) {
        return NOT_A_STEP
                .splitAsStream(chain)
                .filter(step -> !step.isEmpty() && !step.startsWith("count-") || step.equals(chain))
                .collect(Collectors.joining(" "));
    }
}
