package dev.anicut.operators.ledger;

import dev.anicut.model.LedgerEntry;
import java.io.Serializable;

/**
 * How much a run has to read, as far as that is known when it starts.
 *
 * @param bytes as {@link LedgerEntry#BYTES} counts them, 0 if unknown
 * @param records 0 if unknown
 * @param ends whether the run is over when that is done; false where more comes behind it
 */
public record InputSize(long bytes, long records, boolean ends) implements Serializable {
    public static final InputSize UNKNOWN = new InputSize(0, 0, false);

    public static InputSize ofBytes(long bytes) {
        return new InputSize(bytes, 0, true);
    }

    public static InputSize ofRecords(long records) {
        return new InputSize(0, records, true);
    }
}
