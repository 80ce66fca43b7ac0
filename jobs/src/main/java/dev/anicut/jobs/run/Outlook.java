package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;

/** What a progress line says of the input that is left. */
@FunctionalInterface
interface Outlook {
    String of(Ledger ledger, long nowMillis);
}
