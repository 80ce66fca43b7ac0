package dev.anicut.operators.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantMaskTest {
    private static final float[][] TABLE = {{1, 2}, {3, 4}};

    @Test
    void replacesTheInputOfThatName() {
        byte[] model = OnnxFile.lookup(TABLE, List.of("input_ids", "attention_mask"), "out", false, false);
        assertThat(ConstantMask.in(model, "attention_mask")).hasValueSatisfying(changed -> {
            // it is gone as an input, and has come as an initializer
            assertThat(ConstantMask.in(changed, "attention_mask")).isEmpty();
            assertThat(new String(changed, StandardCharsets.ISO_8859_1)).containsOnlyOnce("attention_mask");
        });
    }

    @Test
    void leavesWhatItCannotChange() {
        byte[] without = OnnxFile.lookup(TABLE, List.of("input_ids"), "out", false, false);
        assertThat(ConstantMask.in(without, "attention_mask")).isEmpty();
        byte[] old = OnnxFile.lookup(TABLE, List.of("input_ids", "attention_mask"), "out", false, false);
        // the first field, the version of the format
        old[1] = 3;
        assertThat(ConstantMask.in(old, "attention_mask")).isEmpty();
        assertThat(ConstantMask.in("no model".getBytes(StandardCharsets.UTF_8), "attention_mask"))
                .isEmpty();
        assertThat(ConstantMask.in(new byte[0], "attention_mask")).isEmpty();
    }
}
