package dev.anicut.jobs.source;

import com.github.luben.zstd.Zstd;
import dev.anicut.model.Reason;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses Parquet pages without Hadoop. */
final class ParquetCodecs implements CompressionCodecFactory {

    @FunctionalInterface
    private interface Codec {
        byte[] decompress(byte[] bytes, int size) throws IOException;
    }

    private record PageDecompressor(Codec codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            return BytesInput.from(codec.decompress(bytes.toInputStream().readAllBytes(), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            byte[] bytes = new byte[compressedSize];
            input.get(bytes);
            output.put(codec.decompress(bytes, decompressedSize));
        }

        @Override
        public void release() {}
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return new PageDecompressor(
                switch (name) {
                    case UNCOMPRESSED -> (bytes, size) -> bytes;
                    case GZIP -> ParquetCodecs::gunzip;
                    case ZSTD -> Zstd::decompress;
                    case SNAPPY -> codec(new SnappyDecompressor());
                    case LZ4_RAW -> codec(new Lz4Decompressor());
                    default ->
                        throw new UncheckedIOException(new SliceFailure(
                                Reason.UNSUPPORTED_TYPE, "Parquet compressed by " + name + " cannot be read"));
                });
    }

    private static Codec codec(Decompressor decompressor) {
        return (bytes, size) -> {
            byte[] output = new byte[size];
            decompressor.decompress(bytes, 0, bytes.length, output, 0, size);
            return output;
        };
    }

    private static byte[] gunzip(byte[] bytes, int size) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readNBytes(size);
        }
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("files are only read");
    }

    @Override
    public void release() {}
}
