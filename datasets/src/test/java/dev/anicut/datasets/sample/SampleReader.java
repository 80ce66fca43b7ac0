package dev.anicut.datasets.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.SAXException;

/** Reads the sample as anyone would who knows the formats and nothing of this project. */
final class SampleReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path sample;
    private final List<Found> found = new ArrayList<>();

    private SampleReader(Path sample) {
        this.sample = sample;
    }

    /**
     * A record.
     *
     * @param file the path in the sample
     * @param id its id; for a whole file its path
     * @param text its text, null if it is broken
     */
    record Found(String file, String id, String text) {}

    static List<Found> read(Path sample) throws IOException {
        SampleReader reader = new SampleReader(sample);
        try (Stream<Path> paths = Files.walk(sample)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                reader.readFile(path);
            }
        }
        return reader.found;
    }

    private void readFile(Path path) throws IOException {
        String name = sample.relativize(path).toString().replace('\\', '/');
        if (name.contains(".jsonl")) {
            readLines(path, name);
        } else if (name.endsWith(".csv")) {
            readCsv(path, name);
        } else if (name.endsWith(".parquet")) {
            readParquet(path, name);
        } else {
            String text = text(path, name);
            found.add(new Found(name, name, text == null || text.isBlank() ? null : text));
        }
    }

    /** All lines that are there in full; a file that breaks off has a broken record more. */
    private void readLines(Path path, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean cut = false;
        try (InputStream in = decompressed(Files.newInputStream(path), name)) {
            in.transferTo(bytes);
        } catch (EOFException e) {
            cut = true;
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        String whole = cut ? text.substring(0, text.lastIndexOf('\n') + 1) : text;
        whole.lines().filter(line -> !line.isBlank()).forEach(line -> addJson(name, line));
        if (cut) {
            found.add(new Found(name, null, null));
        }
    }

    private static InputStream decompressed(InputStream file, String name) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPInputStream(file);
        }
        return name.endsWith(".zst") ? new ZstdInputStream(file) : file;
    }

    private void addJson(String name, String line) {
        try {
            JsonNode json = JSON.readTree(line);
            found.add(new Found(
                    name, json.path("id").asText(null), json.path("text").asText(null)));
        } catch (JsonProcessingException e) {
            found.add(new Found(name, null, null));
        }
    }

    private void readCsv(Path path, String name) throws IOException {
        try (CsvReader<CsvRecord> rows = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(path)) {
            CsvRecord header = null;
            for (CsvRecord row : rows) {
                if (header == null) {
                    header = row;
                    continue;
                }
                boolean whole = row.getFieldCount() == header.getFieldCount();
                found.add(new Found(
                        name,
                        row.getField(header.getFields().indexOf("id")),
                        whole ? row.getField(header.getFields().indexOf("text")) : null));
            }
        }
    }

    private void readParquet(Path path, String name) throws IOException {
        try (ParquetFileReader file = ParquetFileReader.open(
                new LocalInputFile(path),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
            MessageType schema = file.getFooter().getFileMetaData().getSchema();
            for (var pages = file.readNextRowGroup(); pages != null; pages = file.readNextRowGroup()) {
                RecordReader<Group> rows = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    Group row = rows.read();
                    found.add(new Found(name, row.getString("id", 0), row.getString("text", 0)));
                }
            }
        }
    }

    private static String text(Path path, String name) throws IOException {
        if (name.endsWith(".txt") || name.endsWith(".md") || name.endsWith(".rst")) {
            return Files.readString(path);
        }
        BodyContentHandler text = new BodyContentHandler();
        Metadata metadata = new Metadata();
        try (TikaInputStream in = TikaInputStream.get(path, metadata)) {
            new AutoDetectParser().parse(in, text, metadata, new ParseContext());
            return text.toString();
        } catch (TikaException | SAXException e) {
            return null;
        }
    }
}
