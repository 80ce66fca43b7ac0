package dev.anicut.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchArgumentsTest {
    @Test
    void sizesRoundsAndSettingsOfThePipelineAreTakenApart() {
        BenchArguments load = parse("load --documents 100,2000 --rounds 3 --output json --postgres.batch-rows 500");

        assertThat(load.benchmark()).isEqualTo(BenchArguments.Benchmark.LOAD);
        assertThat(load.sizes()).containsExactly(100, 2000);
        assertThat(load.rounds()).isEqualTo(3);
        assertThat(load.json()).isTrue();
        assertThat(load.pipeline()).containsExactly("--postgres.batch-rows", "500");
    }

    @Test
    void medianRoundsAreTheDefault() {
        assertThat(parse("embed").rounds()).isEqualTo(5);
        assertThat(parse("sink").rounds()).isEqualTo(5);
        assertThat(parse("load").sizes()).containsExactly(10_000, 100_000, 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fly",
                "embed --chunks 100",
                "embed --texts 100,200",
                "embed --texts",
                "sink --postgres.batch-rows 5",
                "sink --rounds 0",
                "load --documents many",
                "load --output yaml"
            })
    void whatIsNotAcceptedIsNamed(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(InvalidSettingException.class);
    }

    private static BenchArguments parse(String line) {
        return BenchArguments.parse(List.of(line.split(" ")));
    }
}
