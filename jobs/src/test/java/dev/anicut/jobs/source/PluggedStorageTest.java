package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files on a file system that Flink has plugged in, and how they fail. */
class PluggedStorageTest {
    @BeforeEach
    void plugIn() {
        FakeFileSystem.plugIn();
        FakeFileSystem.put("fake://bucket/in/a.jsonl", "{\"a\":1}\n{\"b\":2}\n");
        FakeFileSystem.put("fake://bucket/in/sub/b: 1%.txt", "text");
        FakeFileSystem.put("fake://bucket/in/_tmp/c.txt", "hidden");
    }

    @AfterAll
    static void plugOut() {
        FakeFileSystem.plugOut();
    }

    @Test
    void readsAFolder() {
        SourceConfig config = Reading.config("fake://bucket/in/", "source.split-size", "4 b");

        List<RawRecord> records = Reading.read(config);

        assertThat(records)
                .extracting(record -> record.origin().toString())
                .containsExactly(
                        "fake://bucket/in/a.jsonl@0", "fake://bucket/in/a.jsonl@8", "fake://bucket/in/sub/b: 1%.txt@0");
        assertThat(records)
                .extracting(RawRecord::fallbackId)
                .containsExactly("a.jsonl#0", "a.jsonl#8", "sub/b: 1%.txt");
        assertThat(records).extracting(RawRecord::source).containsOnly("fake://bucket/in/");
        InputSurvey survey = FileInputs.survey(config);
        assertThat(survey).isEqualTo(new InputSurvey(2, 20, 1, survey.expected()));
    }

    @Test
    void readsABucketAGlobAndAFile() {
        assertThat(Reading.texts(Reading.read(Reading.config("fake://bucket/"))))
                .hasSize(3);
        assertThat(Reading.texts(Reading.read(Reading.config("fake://bucket/*/**/*.txt"))))
                .containsExactly("text");
        assertThat(Reading.texts(Reading.read(Reading.config("fake://bucket/in/a.jsonl"))))
                .hasSize(2);
    }

    @Test
    void anUnreadableFileAndFolderAreFailedRecords() {
        FakeFileSystem.fail("fake://bucket/in/a.jsonl", new AccessDeniedException("a.jsonl"));
        FakeFileSystem.fail("fake://bucket/in/sub", new IOException("503\nslow down"));

        List<RawRecord> records = Reading.read(Reading.config("fake://bucket/in"));

        assertThat(Reading.shown(records)).containsExactly("0 UNREADABLE ", "0 UNREADABLE ");
        assertThat(records).extracting(RawRecord::message).containsExactly("permission denied", "503 slow down");
        assertThat(records).extracting(RawRecord::fallbackId).containsExactly("a.jsonl#0", "sub");
        assertThat(records).extracting(RawRecord::consumedBytes).containsExactly(16L, 0L);
    }

    @Test
    void aBrokenConnectionIsTakenUpAgain() {
        FakeFileSystem.breakAfter("fake://bucket/in/a.jsonl", 12, 2);

        assertThat(Reading.shown(Reading.read(Reading.config("fake://bucket/in/a.jsonl"))))
                .containsExactly("0 {\"a\":1}", "8 {\"b\":2}");
    }

    @Test
    void aConnectionThatKeepsBreakingIsAFailedRecordBehindTheSoundOnes() {
        FakeFileSystem.breakAfter("fake://bucket/in/a.jsonl", 12, Integer.MAX_VALUE);

        List<RawRecord> records = Reading.read(Reading.config("fake://bucket/in/a.jsonl"));

        assertThat(Reading.shown(records)).containsExactly("0 {\"a\":1}", "8 UNREADABLE {\"b\"");
        assertThat(records.get(1).message()).isEqualTo("connection reset");
    }

    @Test
    void anUnreadableRootAndAnUnknownSchemeAreSettings() {
        FakeFileSystem.fail("fake://bucket/in", new AccessDeniedException("in"));

        assertThatThrownBy(() -> FileInputs.survey(Reading.config("fake://bucket/in")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("source.path: 'fake://bucket/in' cannot be read: permission denied");
        assertThatThrownBy(() -> FileInputs.survey(Reading.config("nosuch://bucket/in")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("is on no file system that is plugged in");
        assertThatThrownBy(() -> FileInputs.survey(Reading.config("fake://bucket/other")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("does not exist");
    }
}
