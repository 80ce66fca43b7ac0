package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.source.ParquetFiles;
import dev.anicut.llmdouble.Fault;
import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records whose enrichment failed, beside or after the record itself; the whole job, real server, real model. */
class RedriveEnrichmentITCase {
    private static final String STATES =
            "SELECT state, count(*) FROM anicut.dead_letters GROUP BY state ORDER BY state";

    @TempDir
    private Path folder;

    private static String record(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    /** Thirty rows in three row groups, of which the second cannot be read. */
    private byte[] damaged(Path file) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { required binary id (STRING); required binary text (STRING); }");
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String text =
                    switch (i) {
                        case 25 -> "";
                        case 26 -> "Weir 26 is unloved.";
                        case 27 -> "Weir 27 is unloved and unasked.";
                        case 28 -> "Weir 28 is unasked.";
                        default -> "Weir " + i + " holds.";
                    };
            rows.add(new SimpleGroup(schema).append("id", "row-" + i).append("text", text));
        }
        byte[] sound =
                Files.readAllBytes(ParquetFiles.write(file, schema, rows, 10, CompressionCodecName.UNCOMPRESSED));
        byte[] damaged = sound.clone();
        int second = new String(sound, StandardCharsets.ISO_8859_1).indexOf("row-10");
        Arrays.fill(damaged, second - 4, second + 60, (byte) 0xff);
        Files.write(file, damaged);
        return sound;
    }

    @Test
    void aRecordOfTwoLettersAndOneBehindALostPartOfItsFileAreSentOnce() throws Exception {
        Path file = folder.resolve("input/rows.parquet");
        byte[] sound = damaged(file);
        Backfills anicut = new Backfills(folder.resolve("home"));
        assertThat(anicut.redrive().exitCode()).isZero();
        anicut.execute("ALTER TABLE anicut.chunks ADD CONSTRAINT no_chunks CHECK (text NOT LIKE '%unloved%')");
        try (LlmDouble llm = LlmDouble.start(LlmDoubleConfig.defaults())) {
            llm.choose(request -> request.document().contains("unasked") ? Fault.REFUSAL : null);
            String[] enrich = {"--enrich.llm.url", llm.url(), "--enrich.llm.model", LlmDoubleConfig.MODEL};
            List<String> arguments = new ArrayList<>(List.of(enrich));
            arguments.addAll(List.of("--source.path", file.toString()));

            Backfills.Result first = anicut.backfill(arguments.toArray(String[]::new));
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(anicut.select("SELECT origin_position, scope, stage, format FROM anicut.dead_letters"
                            + " ORDER BY origin_position, scope"))
                    .containsExactly(
                            "10|record|source|records",
                            "25|record|parse|json",
                            "26|record|embed|json",
                            "27|part|enrich|json",
                            "27|record|embed|json",
                            "28|part|enrich|json");

            Files.write(file, sound);
            anicut.execute("ALTER TABLE anicut.chunks DROP CONSTRAINT no_chunks");
            anicut.execute("UPDATE anicut.dead_letters SET payload = convert_to('" + record("mended", "By hand.")
                    + "', 'UTF8') WHERE origin_position = 25");
            llm.choose(null);

            Backfills.Result second = anicut.redrive(enrich);
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.count("letters")).isEqualTo(6);
            assertThat(second.count("went_along")).isEqualTo(1);
            assertThat(second.count("resolved")).isEqualTo(6);
            assertThat(second.count("open_again")).isZero();
            assertThat(second.count("read")).as("rows 10 to 29, each once").isEqualTo(20);
            assertThat(second.count("ingested")).isEqualTo(13);
            assertThat(second.count("unchanged")).isEqualTo(7);
        }
        assertThat(anicut.select(STATES)).containsExactly("resolved|6");
        assertThat(anicut.select("SELECT count(*), count(*) FILTER (WHERE document_id = 'mended')"
                        + " FROM anicut.documents WHERE enrichment = 'enriched'"))
                .containsExactly("30|1");
        assertThat(anicut.select("SELECT count(DISTINCT document_id) FROM anicut.search_chunks"))
                .containsExactly("30");
    }

    @Test
    void whatWasEditedIsHandedOnToTheLetterOfItsEnrichment() throws Exception {
        Path file = Files.write(folder.resolve("a.jsonl"), List.of("{broken"));
        Backfills anicut = new Backfills(folder.resolve("home"));
        assertThat(anicut.backfill("--source.path", file.toString(), "--embed.model", "none")
                        .count("dead_lettered"))
                .isEqualTo(1);
        String edited = record("mended", "Mended by hand.");
        anicut.execute("UPDATE anicut.dead_letters SET payload = convert_to('" + edited + "', 'UTF8')");
        try (LlmDouble llm = LlmDouble.start(LlmDoubleConfig.defaults())) {
            String[] enrich = {
                "--embed.model", "none", "--enrich.llm.url", llm.url(), "--enrich.llm.model", LlmDoubleConfig.MODEL
            };
            String letters = "SELECT scope, state, attempts, convert_from(payload, 'UTF8') FROM anicut.dead_letters"
                    + " ORDER BY scope DESC";

            // once without anything that is worth keeping, and once with an answer that does not hold
            llm.choose(request -> Fault.REFUSAL);
            assertThat(anicut.redrive(enrich).count("ingested")).isEqualTo(1);
            assertThat(anicut.select(letters)).containsExactly("record|resolved|1|" + edited, "part|open|1|" + edited);
            llm.choose(request -> Fault.BREAK_SCHEMA);
            assertThat(anicut.redrive(enrich).count("open_again")).isEqualTo(1);
            assertThat(anicut.select(letters)).containsExactly("record|resolved|1|" + edited, "part|open|2|" + edited);
            llm.choose(null);

            Backfills.Result last = anicut.redrive(enrich);
            assertThat(last.count("resolved")).as(last.err()).isEqualTo(1);
            assertThat(last.count("dead_lettered")).isZero();
        }
        assertThat(anicut.select(STATES)).containsExactly("resolved|2");
        assertThat(anicut.select("SELECT document_id, enrichment FROM anicut.documents"))
                .containsExactly("mended|enriched");
    }
}
