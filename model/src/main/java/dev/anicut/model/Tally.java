package dev.anicut.model;

/** Something to be counted once: an addition to one entry of the ledger. */
public record Tally(LedgerEntry entry, long count) {}
