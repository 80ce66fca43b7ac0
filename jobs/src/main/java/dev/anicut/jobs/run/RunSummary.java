package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.List;
import java.util.Locale;

/** What a command says about a run that has ended: the ledger and the seconds. */
final class RunSummary {
    private static final List<LedgerEntry> KEYS = List.of(
            LedgerEntry.READ,
            LedgerEntry.INGESTED,
            LedgerEntry.UNCHANGED,
            LedgerEntry.DUPLICATE,
            LedgerEntry.DELETED,
            LedgerEntry.DEAD_LETTERED,
            LedgerEntry.CHUNKS,
            LedgerEntry.EMBEDDED,
            LedgerEntry.REUSED);

    private final Ledger ledger;
    private final EnrichmentSummary enrichment;
    private final RunLetters letters;
    private final double seconds;
    private final boolean stopped;

    /** Of a run that asked no language model and wrote no dead letter. */
    RunSummary(Ledger ledger, double seconds, boolean stopped) {
        this(ledger, EnrichmentSummary.off(ledger), new RunLetters(List.of(), ledger), seconds, stopped);
    }

    /** @param stopped whether it was stopped on request, to be resumed */
    RunSummary(Ledger ledger, EnrichmentSummary enrichment, RunLetters letters, double seconds, boolean stopped) {
        this.ledger = ledger;
        this.letters = letters;
        this.enrichment = enrichment;
        this.seconds = seconds;
        this.stopped = stopped;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean hasLetters() {
        return !letters.isEmpty();
    }

    String json() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("run_id", ledger.runId());
        KEYS.forEach(entry -> node.put(entry.code(), ledger.get(entry)));
        node.set("enrichment", enrichment.json());
        node.put("seconds", Math.round(seconds * 1000) / 1000.0);
        letters.addTo(node);
        if (stopped) {
            node.put("stopped", true);
        }
        return node.toString();
    }

    String text() {
        long read = ledger.get(LedgerEntry.READ);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nrun %s%s, %s%n%n",
                ledger.runId(),
                stopped ? " stopped" : "",
                Seconds.exactly(seconds)));
        line(text, "read", read, "");
        line(text, "ingested", ledger.get(LedgerEntry.INGESTED), "new or changed");
        long stale = ledger.get(LedgerEntry.STALE);
        line(
                text,
                "unchanged",
                ledger.get(LedgerEntry.UNCHANGED),
                stale == 0 ? "stood already" : "stood already, " + stale + " of them overtaken by a newer version");
        line(text, "duplicate", ledger.get(LedgerEntry.DUPLICATE), "the same text under another id");
        line(text, "deleted", ledger.get(LedgerEntry.DELETED), "");
        line(text, "dead-lettered", ledger.get(LedgerEntry.DEAD_LETTERED), "kept in anicut.dead_letters");
        if (ledger.inFlight() != 0) {
            line(text, "under way", ledger.inFlight(), "taken up again on resume");
        }
        text.append('\n');
        line(text, "chunks", ledger.get(LedgerEntry.CHUNKS), "");
        line(text, "embedded", ledger.get(LedgerEntry.EMBEDDED), "vectors computed");
        line(text, "reused", ledger.get(LedgerEntry.REUSED), "vectors found, nothing paid");
        if (ledger.get(LedgerEntry.TRUNCATED) > 0) {
            line(text, "truncated", ledger.get(LedgerEntry.TRUNCATED), "chunks longer than the model takes");
        }
        return text.append('\n')
                .append(enrichment.text())
                .append(letters.text())
                .toString();
    }

    private static void line(StringBuilder text, String name, long count, String remark) {
        text.append(String.format(Locale.ROOT, "  %-14s %,12d  %s", name, count, remark)
                        .stripTrailing())
                .append('\n');
    }
}
