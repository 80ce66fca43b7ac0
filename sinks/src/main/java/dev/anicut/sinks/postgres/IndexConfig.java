package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How the index over vectors is built, see {@link IndexOptions}.
 *
 * @param memoryKilobytes what the server may take for it
 * @param minVectors from how many vectors on a backfill builds it, 0 for never
 */
public record IndexConfig(long memoryKilobytes, long minVectors) {

    public static IndexConfig from(ReadableConfig config) {
        long kilobytes = config.get(IndexOptions.MEMORY).getKibiBytes();
        // what PostgreSQL accepts
        if (kilobytes < 1024 || kilobytes > Integer.MAX_VALUE) {
            throw new InvalidSettingException(
                    IndexOptions.MEMORY.key(), config.get(IndexOptions.MEMORY).toString(), "a size from 1 mb to 2 tb");
        }
        long minVectors = config.get(IndexOptions.MIN_VECTORS);
        if (minVectors < 0) {
            throw new InvalidSettingException(
                    IndexOptions.MIN_VECTORS.key(), Long.toString(minVectors), "a number from 0 up");
        }
        return new IndexConfig(kilobytes, minVectors);
    }
}
