package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints that were written once can be read for ever. */
class SplitSerializersTest {
    private static final FileSlice DONE =
            new FileSlice("data", "/data/a.jsonl", "a.jsonl", 1, 100, 5, 0, 100, null, null);
    private static final FileSlice PART =
            new FileSlice("data", "/data/é/b.jsonl", "é/b.jsonl", 2, 1L << 40, 6, 1L << 20, 1L << 26, null, null);
    private static final FileSlice PROBLEM =
            new FileSlice("data", "/data/c", "c", 3, 0, 7, 0, 0, Reason.LINK_LOOP, "a link leads back to /data");
    private static final FileSplit SPLIT = new FileSplit("files-7", List.of(DONE, PART, PROBLEM), 1, 4711);

    private static final String SPLIT_V1 =
            "AAdmaWxlcy03AAAAAAAAEmcAAAACAARkYXRhABAvZGF0YS/DqS9iLmpzb25sAArDqS9iLmpzb25sAAAAAAAAAAIAAA"
                    + "EAAAAAAAAAAAAAEAAAAAAAAAQAAAAAAAAAAARkYXRhAAcvZGF0YS9jAAFjAAAAAAAAAAMAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAACUxJTktfTE9PUAAaYSBsaW5rIGxlYWRzIGJhY2sgdG8gL2RhdGE=";
    private static final String STATE_V1 =
            "AAAAAQAHZmlsZXMtN///////////AAAAAwAEZGF0YQANL2RhdGEvYS5qc29ubAAHYS5qc29ubAAAAAAAAAABAAAAAA"
                    + "AAAGQAAAAAAAAAAAAAAAAAAABkAAAAAAAEZGF0YQAQL2RhdGEvw6kvYi5qc29ubAAKw6kvYi5qc29ubAAAAAAAAAAC"
                    + "AAABAAAAAAAAAAAAABAAAAAAAAAEAAAAAAAAAAAEZGF0YQAHL2RhdGEvYwABYwAAAAAAAAADAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAlMSU5LX0xPT1AAGmEgbGluayBsZWFkcyBiYWNrIHRvIC9kYXRhAAAAAAAAABEAAAAAAAAACAAB"
                    + "AAAAAQAKw6kvYi5qc29ubAEABGRhdGEAEC9kYXRhL8OpL2IuanNvbmwACsOpL2IuanNvbmwAAAAAAAAAAgAAAQAAAA"
                    + "AAAAAAAAAQAAAAAAAABAAAAAAAAAA=";

    private final FileSplitSerializer splits = new FileSplitSerializer();
    private final FileEnumeratorStateSerializer states = new FileEnumeratorStateSerializer();

    private static final String SPLIT_V2 =
            "AAdmaWxlcy03AAAAAAAAEmcAAAACAARkYXRhABAvZGF0YS/DqS9iLmpzb25sAArDqS9iLmpzb25sAAAAAAAAAAIAAA"
                    + "EAAAAAAAAAAAAAAAAGAAAAAAAQAAAAAAAABAAAAAAAAAAABGRhdGEABy9kYXRhL2MAAWMAAAAAAAAAAwAAAAAAAAAA"
                    + "AAAAAAAAAAcAAAAAAAAAAAAAAAAAAAAAAAlMSU5LX0xPT1AAGmEgbGluayBsZWFkcyBiYWNrIHRvIC9kYXRh";
    private static final String STATE_V2 =
            "AAAAAQAHZmlsZXMtN///////////AAAAAwAEZGF0YQANL2RhdGEvYS5qc29ubAAHYS5qc29ubAAAAAAAAAABAAAAAA"
                    + "AAAGQAAAAAAAAABQAAAAAAAAAAAAAAAAAAAGQAAAAAAARkYXRhABAvZGF0YS/DqS9iLmpzb25sAArDqS9iLmpzb25s"
                    + "AAAAAAAAAAIAAAEAAAAAAAAAAAAAAAAGAAAAAAAQAAAAAAAABAAAAAAAAAAABGRhdGEABy9kYXRhL2MAAWMAAAAAAA"
                    + "AAAwAAAAAAAAAAAAAAAAAAAAcAAAAAAAAAAAAAAAAAAAAAAAlMSU5LX0xPT1AAGmEgbGluayBsZWFkcyBiYWNrIHRv"
                    + "IC9kYXRhAAAAAAAAABEAAAAAAAAACAABAAAAAQAKw6kvYi5qc29ubAEABGRhdGEAEC9kYXRhL8OpL2IuanNvbmwACs"
                    + "OpL2IuanNvbmwAAAAAAAAAAgAAAQAAAAAAAAAAAAAAAAYAAAAAABAAAAAAAAAEAAAAAAAAAA==";

    private static final String STATE_V3 =
            "AAAAAQAHZmlsZXMtN///////////AAAAAwAEZGF0YQANL2RhdGEvYS5qc29ubAAHYS5qc29ubAAAAAAAAAABAAAAAAAAAGQA"
                    + "AAAAAAAABQAAAAAAAAAAAAAAAAAAAGQAAAAAAARkYXRhABAvZGF0YS/DqS9iLmpzb25sAArDqS9iLmpzb25sAAAAAAAAAAIA"
                    + "AAEAAAAAAAAAAAAAAAAGAAAAAAAQAAAAAAAABAAAAAAAAAAABGRhdGEABy9kYXRhL2MAAWMAAAAAAAAAAwAAAAAAAAAAAAAA"
                    + "AAAAAAcAAAAAAAAAAAAAAAAAAAAAAAlMSU5LX0xPT1AAGmEgbGluayBsZWFkcyBiYWNrIHRvIC9kYXRhAAAAAAAAABEAAAAA"
                    + "AAAACAABAAAAAQAKw6kvYi5qc29ubAEABGRhdGEAEC9kYXRhL8OpL2IuanNvbmwACsOpL2IuanNvbmwAAAAAAAAAAgAAAQAA"
                    + "AAAAAAAAAAAAAAYAAAAAABAAAAAAAAAEAAAAAAAAAAEAAAACBe3/////CcEAAAAB";

    private static FileEnumeratorState state() {
        return state(SPLIT, PART);
    }

    private static FileEnumeratorState state(FileSplit split, FileSlice rest) {
        return new FileEnumeratorState(
                List.of(split.at(0, FileSplit.START)),
                new PlanState(new FileWalker.Cursor(1, "é/b.jsonl"), rest, 17, 8, false, null));
    }

    /** As version 1 knew it: without the time of modification. */
    private static FileSlice unmodified(FileSlice slice) {
        return new FileSlice(
                slice.input(),
                slice.path(),
                slice.id(),
                slice.ordinal(),
                slice.length(),
                0,
                slice.start(),
                slice.end(),
                slice.problem(),
                slice.message());
    }

    @Test
    void splitsOfVersion1() throws IOException {
        assertThat(splits.deserialize(1, Base64.getDecoder().decode(SPLIT_V1)))
                .isEqualTo(new FileSplit("files-7", List.of(unmodified(PART), unmodified(PROBLEM)), 0, 4711));
    }

    @Test
    void splitsOfVersion2() throws IOException {
        assertThat(splits.getVersion()).isEqualTo(2);
        assertThat(Base64.getEncoder().encodeToString(splits.serialize(SPLIT))).isEqualTo(SPLIT_V2);
        assertThat(splits.deserialize(2, Base64.getDecoder().decode(SPLIT_V2)))
                .isEqualTo(new FileSplit("files-7", List.of(PART, PROBLEM), 0, 4711));
    }

    @Test
    void enumeratorStatesOfVersion1() throws IOException {
        FileSplit split =
                new FileSplit("files-7", List.of(unmodified(DONE), unmodified(PART), unmodified(PROBLEM)), 1, 4711);
        assertThat(states.deserialize(1, Base64.getDecoder().decode(STATE_V1)))
                .isEqualTo(state(split, unmodified(PART)));
    }

    @Test
    void enumeratorStatesOfVersion2() throws IOException {
        assertThat(states.deserialize(2, Base64.getDecoder().decode(STATE_V2))).isEqualTo(state());
    }

    @Test
    void enumeratorStatesOfVersion3() throws IOException {
        ExpectedFiles expected = new ExpectedFiles();
        expected.found("/data/é/b.jsonl");
        expected.listed("/data/new");
        FileEnumeratorState state =
                new FileEnumeratorState(state().splits(), state().plan().with(expected));
        assertThat(states.getVersion()).isEqualTo(3);
        assertThat(Base64.getEncoder().encodeToString(states.serialize(state))).isEqualTo(STATE_V3);
        assertThat(states.deserialize(3, Base64.getDecoder().decode(STATE_V3))).isEqualTo(state);
    }

    @Test
    void theBeginningAndTheEnd() throws IOException {
        FileEnumeratorState start = new FileEnumeratorState(List.of(), PlanState.start(null));
        FileEnumeratorState end = new FileEnumeratorState(List.of(), new PlanState(null, null, 3, 2, true, null));

        assertThat(states.deserialize(3, states.serialize(start))).isEqualTo(start);
        assertThat(states.deserialize(3, states.serialize(end))).isEqualTo(end);
    }

    @Test
    void otherVersionsAreRefused() {
        assertThatThrownBy(() -> splits.deserialize(3, new byte[0])).hasMessageContaining("version 3");
        assertThatThrownBy(() -> states.deserialize(4, new byte[0])).hasMessageContaining("version 4");
    }
}
