package dev.anicut.operators.ledger;

import dev.anicut.model.StoredOutcome;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output for records that end before their row would be written. */
public final class Outcomes {
    public static final OutputTag<StoredOutcome> TAG =
            new OutputTag<>("outcomes", TypeInformation.of(StoredOutcome.class));

    private Outcomes() {}
}
