package dev.anicut.jobs.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedriveSplitTest {
    @Test
    void everyPlaceIsInOneSplit() {
        assertThat(RedriveEnumerator.cut(0, 2)).isEmpty();
        assertThat(RedriveEnumerator.cut(3, 2)).hasSize(3);
        List<RedriveSplit> splits = RedriveEnumerator.cut(1001, 2);
        assertThat(splits).hasSize(8);
        long next = 0;
        for (RedriveSplit split : splits) {
            assertThat(split.next()).isEqualTo(next);
            next = split.end();
        }
        assertThat(next).isEqualTo(1001);
    }

    @Test
    void standsInCheckpoints() throws Exception {
        List<RedriveSplit> splits =
                List.of(new RedriveSplit("letters-0", 3, 9, 77), new RedriveSplit("letters-1", 9, 10, -1));
        RedriveSplitSerializer lists = new RedriveSplitSerializer();
        assertThat(lists.deserialize(lists.getVersion(), lists.serialize(splits)))
                .isEqualTo(splits);
        var one = RedriveSplitSerializer.ofOne();
        assertThat(one.deserialize(one.getVersion(), one.serialize(splits.get(0))))
                .isEqualTo(splits.get(0));
    }
}
