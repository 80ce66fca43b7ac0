package dev.anicut.datasets.sample;

import dev.anicut.datasets.sample.SourceRecords.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes the crop notes as a Parquet file. */
final class ParquetRecords {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message document {
              required binary id (STRING);
              required binary title (STRING);
              required binary text (STRING);
              required group metadata {
                required binary crop (STRING);
                required int32 month;
              }
            }
            """);

    private ParquetRecords() {}

    static byte[] write(SourceRecords records) throws IOException {
        Path directory = Files.createTempDirectory("sample");
        Path file = directory.resolve("records.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build()) {
            SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
            for (Entry entry : records.entries()) {
                Group group = groups.newGroup();
                group.append("id", entry.id()).append("title", entry.title()).append("text", entry.text());
                group.addGroup("metadata")
                        .append("crop", entry.metadata().get("crop"))
                        .append("month", Integer.parseInt(entry.metadata().get("month")));
                writer.write(group);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(directory);
        return bytes;
    }
}
