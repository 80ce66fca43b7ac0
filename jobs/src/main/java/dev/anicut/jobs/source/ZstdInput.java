package dev.anicut.jobs.source;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.anicut.model.Reason;
import java.io.FilterInputStream;
import java.io.IOException;

/** Decompresses Zstandard, any number of frames; flaws come out as {@link SliceFailure}. */
final class ZstdInput extends FilterInputStream {

    ZstdInput(StoredInput in) throws IOException {
        super(new ZstdInputStreamNoFinalizer(in));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (ZstdIOException e) {
            // the library has no other mark for it
            if (String.valueOf(e.getMessage()).startsWith("Truncated")) {
                throw new SliceFailure(Reason.TRUNCATED, "the zstd data ends too early");
            }
            throw SliceFailure.corrupt("the zstd data is damaged: " + SliceFailure.describe(e), e);
        }
    }
}
