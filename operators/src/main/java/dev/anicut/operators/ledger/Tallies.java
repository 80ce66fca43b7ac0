package dev.anicut.operators.ledger;

import dev.anicut.model.Tally;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output on which stages count what no other stream shows. */
public final class Tallies {
    public static final OutputTag<Tally> TAG = new OutputTag<>("tallies", TypeInformation.of(Tally.class));

    private Tallies() {}
}
