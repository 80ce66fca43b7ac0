package dev.anicut.jobs.source;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/** Writes Parquet files for tests. */
public final class ParquetFiles {
    private ParquetFiles() {}

    public static Path write(
            Path file, MessageType schema, List<Group> rows, long rowGroupRows, CompressionCodecName codec)
            throws IOException {
        Files.createDirectories(file.getParent());
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withRowGroupRowCountLimit((int) rowGroupRows)
                .withCompressionCodec(codec)
                .withCodecFactory(new Compressors())
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return file;
    }

    private static final class Compressors implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    byte[] plain = bytes.toByteArray();
                    return BytesInput.from(
                            switch (codec) {
                                case UNCOMPRESSED -> plain;
                                case GZIP -> Packed.gzip(plain);
                                case ZSTD -> Zstd.compress(plain);
                                case SNAPPY -> packed(new SnappyCompressor(), plain);
                                case LZ4_RAW -> packed(new Lz4Compressor(), plain);
                                // stands for one that cannot be read
                                default -> plain;
                            });
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        private static byte[] packed(Compressor compressor, byte[] plain) {
            byte[] output = new byte[compressor.maxCompressedLength(plain.length)];
            return Arrays.copyOf(output, compressor.compress(plain, 0, plain.length, output, 0, output.length));
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {}
    }
}
