package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.RedriveJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of every kind, put right and sent round again; the whole job, real server, real model. */
class RedriveITCase {
    private static final String OPEN =
            "SELECT regexp_replace(origin, '^.*/', ''), stage, reason, attempts FROM anicut.dead_letters"
                    + " WHERE state = 'open' ORDER BY origin_name, origin_position";
    private static final String STATES =
            "SELECT state, count(*) FROM anicut.dead_letters GROUP BY state ORDER BY state";

    @TempDir
    private Path folder;

    private static String record(String id, long version, String text) {
        return "{\"id\":\"" + id + "\",\"v\":" + version + ",\"text\":\"" + text + "\"}";
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] pdf(boolean encrypted) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText("The sluice is opened at dawn.");
                content.endText();
            }
            if (encrypted) {
                StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", "user", new AccessPermission());
                policy.setEncryptionKeyLength(128);
                document.protect(policy);
            }
            document.save(bytes);
        }
        return bytes.toByteArray();
    }

    /** Fourteen records, of which ten fail. */
    private Path badInput() throws IOException {
        Path input = Files.createDirectories(folder.resolve("input"));
        Files.write(
                input.resolve("a.jsonl"),
                List.of(
                        record("good", 1, "The first weir holds."),
                        "{broken",
                        record("rejected", 7, "The second weir is rejected."),
                        "{\"id\":\"hopeless\",\"v\":1}",
                        record("unembedded", 8, "The third weir is unloved.")));
        Files.writeString(input.resolve("b.csv"), "id,v,text\nrow,1,A row of a table.\nlong,1,too,many\n");
        Files.write(input.resolve("c.jsonl.gz"), Arrays.copyOf(gzip(noise()), gzip(noise()).length / 2));
        Files.createSymbolicLink(input.resolve("d.jsonl"), folder.resolve("d-target"));
        Files.write(input.resolve("secret.pdf"), pdf(true));
        Files.createFile(input.resolve("empty.txt"));
        return input;
    }

    /** Two records that do not compress. */
    private static String noise() {
        StringBuilder text = new StringBuilder();
        new java.util.Random(3).ints(4000, 'a', 'z').forEach(text::appendCodePoint);
        return record("packed-1", 1, "short") + "\n" + record("packed-2", 1, text.toString()) + "\n"
                + record("packed-3", 1, "the last") + "\n";
    }

    @Test
    void anEmptyFileStaysOpenUntilSomethingIsInIt() throws Exception {
        Backfills anicut = new Backfills(folder.resolve("home"));
        Path input = Files.createDirectories(folder.resolve("input"));
        Path lines = Files.createFile(input.resolve("a.jsonl"));
        Files.writeString(input.resolve("b.csv"), "\n");
        Files.writeString(input.resolve("c.csv"), "id,text\n");
        Path wide = Files.writeString(
                input.resolve("d.jsonl"), record("wide", 1, "The fourth weir is wide."), StandardCharsets.UTF_16);

        Backfills.Result first = anicut.backfill("--source.path", input.toString(), "--embed.model", "none");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.count("read")).isEqualTo(3);
        assertThat(first.count("dead_lettered")).isEqualTo(3);
        assertThat(anicut.select(OPEN))
                .containsExactly(
                        "a.jsonl@0|source|empty-text|1",
                        "b.csv@0|source|empty-text|1",
                        "d.jsonl@0|source|invalid-encoding|1");

        Files.writeString(lines, record("one", 1, "The fifth weir.") + "\n" + record("two", 1, "The sixth weir."));
        Files.writeString(wide, record("wide", 1, "The fourth weir is wide."));
        Backfills.Result second = anicut.redrive("--embed.model", "none");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.count("ingested")).isEqualTo(3);
        assertThat(second.count("resolved")).isEqualTo(2);
        assertThat(anicut.select(OPEN)).containsExactly("b.csv@0|source|empty-text|2");
    }

    @Test
    void whatWasPutRightIsTakenInAndTheRestStaysOpenUntilItWasTriedTooOften() throws Exception {
        Backfills anicut = new Backfills(folder.resolve("home"));
        Backfills.Result nothing = anicut.redrive();
        assertThat(nothing.exitCode()).as(nothing.err()).isZero();
        assertThat(nothing.count("letters")).isZero();
        anicut.execute("ALTER TABLE anicut.document_heads ADD CONSTRAINT no_rows CHECK (document_id <> 'rejected')");
        anicut.execute("ALTER TABLE anicut.chunks ADD CONSTRAINT no_chunks CHECK (text NOT LIKE '%unloved%')");
        Path input = badInput();

        Backfills.Result first = anicut.backfill("--source.path", input.toString(), "--source.field.version", "v");
        assertThat(first.exitCode()).as(first.err()).isZero();
        List<String> failed = List.of(
                "a.jsonl@51|parse|invalid-json|1",
                "a.jsonl@59|store|rejected-by-database|1",
                "a.jsonl@121|parse|missing-text|1",
                "a.jsonl@145|embed|rejected-by-database|1",
                "b.csv@34|source|malformed-row|1",
                "c.jsonl.gz@39|source|truncated|1",
                "d.jsonl@0|source|vanished|1",
                "empty.txt@0|parse|empty-text|1",
                "secret.pdf@0|parse|encrypted|1");
        assertThat(anicut.select(OPEN)).containsExactlyElementsOf(failed);
        String started = anicut.select("SELECT sequence[2] FROM anicut.documents WHERE document_id = 'good'")
                .get(0);

        Backfills.Result listed = anicut.redrive("--dry-run", "--redrive.stage", "parse");
        assertThat(listed.count("letters")).isEqualTo(4);
        assertThat(listed.out()).contains("encrypted").doesNotContain("vanished");
        assertThat(anicut.select(OPEN)).containsExactlyElementsOf(failed);

        anicut.execute("UPDATE anicut.dead_letters SET payload = convert_to('" + record("mended", 3, "Mended by hand.")
                + "', 'UTF8') WHERE reason = 'invalid-json'");
        anicut.execute("ALTER TABLE anicut.document_heads DROP CONSTRAINT no_rows");
        anicut.execute("ALTER TABLE anicut.chunks DROP CONSTRAINT no_chunks");
        Files.writeString(input.resolve("b.csv"), "id,v,text\nrow,1,A row of a table.\nlong,1,long enough\n");
        Files.write(input.resolve("c.jsonl.gz"), gzip(noise()));
        Files.writeString(
                folder.resolve("d-target"),
                record("back-1", 1, "Back again.") + "\n{bad\n" + record("back-2", 1, "And again.") + "\n");
        Files.write(input.resolve("secret.pdf"), pdf(false));

        Backfills.Result second = anicut.redrive("--source.field.version", "v");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.count("letters")).isEqualTo(9);
        assertThat(second.count("resolved")).isEqualTo(7);
        // two of c.jsonl.gz and three of d.jsonl, one each of the others
        assertThat(second.count("read")).isEqualTo(12);
        assertThat(second.count("ingested")).isEqualTo(9);
        assertThat(second.count("dead_lettered")).isEqualTo(3);
        assertThat(anicut.select(OPEN))
                .containsExactly(
                        "a.jsonl@121|parse|missing-text|2",
                        "d.jsonl@43|parse|invalid-json|1",
                        "empty.txt@0|parse|empty-text|2");
        assertThat(anicut.select("SELECT document_id, source, sequence[1], sequence[2] = " + started
                        + " FROM anicut.documents WHERE media_type = 'text/plain' ORDER BY 1"))
                .as("in the order of the run that read them")
                .containsExactly(
                        "back-1|" + input + "|1|t",
                        "back-2|" + input + "|1|t",
                        "good|" + input + "|1|t",
                        "long|" + input + "|1|t",
                        "mended|" + input + "|3|t",
                        "packed-1|" + input + "|1|t",
                        "packed-2|" + input + "|1|t",
                        "packed-3|" + input + "|1|t",
                        "rejected|" + input + "|7|t",
                        "row|" + input + "|1|t",
                        "unembedded|" + input + "|8|t");
        assertThat(anicut.select("SELECT count(*) FROM anicut.search_chunks WHERE document_id = 'secret.pdf'"))
                .containsExactly("1");

        Backfills.Result third = anicut.redrive("--redrive.max-attempts", "2");
        assertThat(third.count("letters")).isEqualTo(1);
        assertThat(third.count("left_alone")).isEqualTo(2);
        Backfills.Result fourth = anicut.redrive("--redrive.max-attempts", "2", "--output", "text");
        assertThat(fourth.out()).contains("nothing to redrive").contains("3 left alone after 2 attempts");

        Backfills.Result again = anicut.backfill("--source.path", input.toString(), "--source.field.version", "v");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.count("dead_lettered")).isEqualTo(4);
        assertThat(anicut.select(OPEN))
                .as("an ordinary run counts, too, and the line that was mended by hand is still broken")
                .containsExactly(
                        "a.jsonl@51|parse|invalid-json|1",
                        "a.jsonl@121|parse|missing-text|3",
                        "d.jsonl@43|parse|invalid-json|3",
                        "empty.txt@0|parse|empty-text|3");
    }

    @Test
    void aRecordThatWasMendedInItsFileAndTakenInIsResolvedUnlessItsVersionIsUnknown() throws Exception {
        Backfills anicut = new Backfills(folder.resolve("home"));
        Path plain = folder.resolve("plain.jsonl");
        Path versioned = folder.resolve("versioned.jsonl");
        for (String text : List.of("", "Mended in the file.")) {
            Files.writeString(plain, record("plain", 1, text) + "\n");
            Files.writeString(versioned, record("versioned", 1, text) + "\n");
            anicut.backfill("--source.path", plain.toString(), "--embed.model", "none");
            anicut.backfill(
                    "--source.path", versioned.toString(), "--source.field.version", "v", "--embed.model", "none");
        }
        assertThat(anicut.select("SELECT count(*) FROM anicut.documents")).containsExactly("2");

        Backfills.Result redriven = anicut.redrive("--embed.model", "none");

        assertThat(redriven.exitCode()).as(redriven.err()).isZero();
        assertThat(redriven.count("dead_lettered"))
                .as("the tables keep the bytes as they were")
                .isEqualTo(2);
        assertThat(redriven.count("resolved")).isEqualTo(1);
        assertThat(redriven.count("overtaken")).isEqualTo(1);
        assertThat(redriven.count("open_again")).isEqualTo(1);
        assertThat(anicut.select("SELECT document_id, state FROM anicut.dead_letters ORDER BY 1"))
                .containsExactly("plain|resolved", "versioned|open");
    }

    @Test
    void killedInTheMiddleItLosesNothingWhetherItIsResumedOrStartedAgain() throws Exception {
        Path input = Files.createDirectories(folder.resolve("many"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            lines.add("{broken " + i);
        }
        Files.write(input.resolve("a.jsonl"), lines);
        Backfills anicut = new Backfills(folder.resolve("home"));
        assertThat(anicut.backfill("--source.path", input.toString()).count("dead_lettered"))
                .isEqualTo(800);
        anicut.execute("UPDATE anicut.dead_letters SET payload = convert_to(format("
                + "'{\"id\":\"doc-%s\",\"text\":\"Gate %s stands open.\"}', origin_position, origin_position), 'UTF8')"
                + " WHERE origin_position % 10 <> 0");
        long broken = Long.parseLong(
                anicut.select("SELECT count(*) FROM anicut.dead_letters" + " WHERE origin_position % 10 = 0")
                        .get(0));

        kill(anicut, 150);
        kill(anicut, 400);
        assertThat(anicut.select("SELECT count(*) FROM anicut.dead_letters")).containsExactly("800");

        Backfills.Result resumed = anicut.redrive("--run.resume", "latest");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(anicut.select(STATES)).containsExactly("open|" + broken, "resolved|" + (800 - broken));
        assertThat(anicut.select("SELECT count(*) FROM anicut.documents")).containsExactly("" + (800 - broken));
        assertThat(anicut.select("SELECT max(attempts), count(*) FILTER (WHERE attempts = 1) FROM anicut.dead_letters"
                        + " WHERE state = 'resolved'"))
                .containsExactly("1|" + (800 - broken));
        assertThat(anicut.select("SELECT DISTINCT attempts <= 3 FROM anicut.dead_letters WHERE state = 'open'"))
                .containsExactly("t");
    }

    /** Starts a redrive, and kills it when there are so many documents. */
    private void kill(Backfills anicut, int documents) throws Exception {
        Path log = folder.resolve("killed-" + documents + ".log");
        anicut.execute(Backfills.SLOW_DOCUMENTS);
        Process process = anicut.start(
                RedriveJob.class,
                log,
                "--run.checkpoint-interval",
                "200 ms",
                "--embed.batch-size",
                "16",
                "--postgres.batch-rows",
                "64");
        RunningJob.await(process, log, () -> anicut.documents() >= documents);
        process.destroyForcibly().waitFor();
        anicut.execute(Backfills.QUICK_DOCUMENTS);
        assertThat(anicut.select(STATES)).anyMatch(state -> state.startsWith("redriven|"));
    }
}
