package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {
    private static final int LIMIT = 64;

    private final RecordHeaders headers = new RecordHeaders();

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private RawRecord read(String selection, byte[] key, byte[] value) throws Exception {
        RecordSchema schema = new RecordSchema(LIMIT, HeaderSelection.parse(selection), "version");
        List<RawRecord> out = new ArrayList<>();
        InstantiationUtil.clone(schema)
                .deserialize(
                        new ConsumerRecord<>(
                                "docs",
                                3,
                                17,
                                1_000,
                                TimestampType.CREATE_TIME,
                                key == null ? -1 : key.length,
                                value == null ? -1 : value.length,
                                key,
                                value,
                                headers,
                                Optional.empty()),
                        new ListCollector<>(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private RawRecord read(String key, String value) throws Exception {
        return read("none", bytes(key), bytes(value));
    }

    @Test
    void theValueIsJsonAndTheKeyTheIdWhereItNamesNone() throws Exception {
        RawRecord record = read("doc-1", "{\"text\":\"t\"}");

        assertThat(record.isFailed()).isFalse();
        assertThat(record.format()).isEqualTo(RecordFormat.JSON);
        assertThat(record.origin()).isEqualTo(Origin.ofTopic("docs", 3, 17));
        assertThat(record.source()).isEqualTo("docs");
        assertThat(record.fallbackId()).isEqualTo("doc-1");
        assertThat(record.sequence()).isEqualTo(Sequence.ofPartition(1_000, RecordSchema.place("docs", 3), 17));
        assertThat(record.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"t\"}");
        assertThat(record.headers()).isNull();
        assertThat(record.consumedBytes()).isEqualTo(5 + 12);
    }

    @Test
    void aKeyIsTextWhateverItSays() throws Exception {
        assertThat(read("{\"a\":1}", "{}").fallbackId()).isEqualTo("{\"a\":1}");
    }

    @Test
    void withoutAKeyTheIdIsThePlace() throws Exception {
        assertThat(read(null, "{}").fallbackId()).isEqualTo("docs-3@17");
        assertThat(read("", "{}").fallbackId()).isEqualTo("docs-3@17");
    }

    @Test
    void aKeyThatIsNoTextNamesNoDocument() throws Exception {
        byte[] key = {(byte) 0xff, 1};

        assertThat(read("none", key, bytes("{}")).fallbackId()).isEqualTo(RawRecord.NO_ID);
        assertThat(read("none", key, null).reason()).isEqualTo(Reason.INVALID_ID);
    }

    @Test
    void aRecordWithoutAValueIsATombstone() throws Exception {
        RawRecord record = read("doc-1", null);

        assertThat(record.format()).isEqualTo(RecordFormat.TOMBSTONE);
        assertThat(record.isFailed()).isFalse();
        assertThat(record.fallbackId()).isEqualTo("doc-1");
        assertThat(record.bytes()).isEmpty();
        assertThat(record.sequence()).isEqualTo(Sequence.ofPartition(1_000, RecordSchema.place("docs", 3), 17));
    }

    @Test
    void aTombstoneHasItsVersionInAHeader() throws Exception {
        headers.add("version", bytes("7")).add("other", bytes("x"));

        assertThat(read("doc-1", null).headers()).isEqualTo("{\"version\":\"7\"}");
        assertThat(read("doc-1", "{}").headers()).isNull();
    }

    @Test
    void aTombstoneOfNobodyFails() throws Exception {
        RawRecord record = read(null, null);

        assertThat(record.reason()).isEqualTo(Reason.INVALID_ID);
        assertThat(record.bytes()).isEmpty();
    }

    @Test
    void ofALongRecordTheHeadIsKept() throws Exception {
        assertThat(read("k", "x".repeat(LIMIT - 1)).isFailed()).isFalse();

        RawRecord record = read("k", "x".repeat(LIMIT + 1));
        assertThat(record.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(record.message()).contains("66 bytes").contains("source.max-record-bytes 64");
        assertThat(record.bytes()).hasSize(LIMIT);
        assertThat(record.consumedBytes()).isEqualTo(LIMIT + 2);
    }

    @Test
    void keysAndHeadersCountToo() throws Exception {
        assertThat(read("k".repeat(LIMIT), "v").reason()).isEqualTo(Reason.TOO_LARGE);
        headers.add("h", new byte[LIMIT]);
        assertThat(read("k", "v").reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void headersAreKeptWhenAskedFor() throws Exception {
        headers.add("a", bytes("é"))
                .add("b", null)
                .add("c", new byte[] {(byte) 0xff})
                .add("a", bytes("2"))
                .add("a", bytes("3"));

        assertThat(read("all", bytes("k"), bytes("{}")).headers())
                .isEqualTo("{\"a\":[\"é\",\"2\",\"3\"],\"b\":null,\"c\":\"base64:/w==\"}");
        assertThat(read("c, b", bytes("k"), bytes("{}")).headers()).isEqualTo("{\"b\":null,\"c\":\"base64:/w==\"}");
        assertThat(read("z", bytes("k"), bytes("{}")).headers()).isNull();
    }
}
