package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A bounded run ended with records that have no outcome, or more than one: a defect of the program. */
final class LedgerImbalanceException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LedgerImbalanceException(Ledger ledger) {
        super("the ledger of run " + ledger.runId() + " does not add up, " + ledger.inFlight()
                + " records have no outcome: "
                + Arrays.stream(LedgerEntry.values())
                        .map(entry -> entry.code() + "=" + ledger.get(entry))
                        .collect(Collectors.joining(" ")));
    }
}
