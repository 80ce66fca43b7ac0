package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What another library writes is what is read. */
class CsvPropertyTest {
    @Provide
    Arbitrary<List<List<String>>> rows() {
        Arbitrary<String> field =
                Arbitraries.strings().withChars("ab,;\"\n\r é€").ofMaxLength(8).map(text -> "f" + text);
        return field.list().ofSize(3).list().ofMaxSize(15);
    }

    @Property(tries = 300)
    void readsWhatIsWritten(@ForAll("rows") List<List<String>> rows, @ForAll LineDelimiter delimiter)
            throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().lineDelimiter(delimiter).build(text)) {
            writer.writeRecord("a", "b", "c");
            rows.forEach(writer::writeRecord);
        }
        // a lone return ends rows only in files without line feeds
        boolean ambiguous = delimiter == LineDelimiter.CR && text.toString().contains("\n");
        Path file = Files.createTempFile("rows", ".csv");
        try {
            Reading.write(file, text.toString());

            List<RawRecord> records = Reading.read(Reading.config(file));

            if (!ambiguous) {
                assertThat(parsed(records)).isEqualTo(rows);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static List<List<String>> parsed(List<RawRecord> records) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (RawRecord record : records) {
            JsonNode row = new ObjectMapper().readTree(record.bytes());
            rows.add(List.of(
                    row.get("a").textValue(),
                    row.get("b").textValue(),
                    row.get("c").textValue()));
        }
        return rows;
    }
}
