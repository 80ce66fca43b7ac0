package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.ArrayDeque;

/**
 * The bytes of the records that have ended. Bytes are counted where records are read, so it is remembered how many had
 * been read by when: n records that have ended are taken for the first n that were read. That is out by no more than
 * what is under way, whatever the sizes of records. (The mean size of all records read would have the share fall when
 * large ones come behind small ones.) Never goes back. Not thread-safe.
 */
final class EndedBytes {
    private record Point(long records, double bytes) {}

    /** What had been read at some time, ascending; all of it ahead of what has ended. */
    private final ArrayDeque<Point> ahead = new ArrayDeque<>();

    private Point behind = new Point(0, 0);
    private double ended;

    /** Takes the latest totals in and returns the bytes. */
    double of(Ledger ledger) {
        long settled = ledger.settled();
        Point latest = ahead.isEmpty() ? behind : ahead.getLast();
        // a restart takes totals back to the last checkpoint: what was read again is known
        if (ledger.get(LedgerEntry.READ) > latest.records()) {
            ahead.add(new Point(ledger.get(LedgerEntry.READ), Math.max(latest.bytes(), ledger.get(LedgerEntry.BYTES))));
        }
        while (!ahead.isEmpty() && ahead.getFirst().records() <= settled) {
            behind = ahead.removeFirst();
        }
        ended = Math.max(ended, between(settled));
        return ended;
    }

    private double between(long settled) {
        Point next = ahead.peekFirst();
        if (next == null || settled <= behind.records()) {
            return behind.bytes();
        }
        double part = (double) (settled - behind.records()) / (next.records() - behind.records());
        return behind.bytes() + part * (next.bytes() - behind.bytes());
    }
}
