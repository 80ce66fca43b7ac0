package dev.anicut.jobs.source;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Writes Parquet's primitive values as JSON: times in ISO form, bytes that are no UTF-8 in base64. */
final class ParquetValues {
    private static final long JULIAN_EPOCH = 2_440_588;

    private ParquetValues() {}

    static void write(Group group, int field, int index, JsonGenerator json) throws IOException {
        PrimitiveType type = group.getType().getType(field).asPrimitiveType();
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> json.writeBoolean(group.getBoolean(field, index));
            case FLOAT -> json.writeNumber(group.getFloat(field, index));
            case DOUBLE -> json.writeNumber(group.getDouble(field, index));
            case INT32 -> writeInteger(group.getInteger(field, index), logical, true, json);
            case INT64 -> writeInteger(group.getLong(field, index), logical, false, json);
            case INT96 -> json.writeString(int96(group.getInt96(field, index).getBytes()));
            default -> writeBytes(group.getBinary(field, index).getBytes(), logical, json);
        }
    }

    private static void writeInteger(long value, LogicalTypeAnnotation logical, boolean narrow, JsonGenerator json)
            throws IOException {
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            json.writeNumber(BigDecimal.valueOf(value, decimal.getScale()));
        } else if (logical instanceof DateLogicalTypeAnnotation) {
            json.writeString(LocalDate.ofEpochDay(value).toString());
        } else if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
            json.writeString(timestamp(value, timestamp));
        } else if (logical instanceof TimeLogicalTypeAnnotation time) {
            json.writeString(
                    LocalTime.MIDNIGHT.plus(value, unit(time.getUnit())).toString());
        } else if (logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            json.writeNumber(
                    narrow
                            ? BigInteger.valueOf(Integer.toUnsignedLong((int) value))
                            : new BigInteger(Long.toUnsignedString(value)));
        } else {
            json.writeNumber(value);
        }
    }

    private static String timestamp(long value, TimestampLogicalTypeAnnotation timestamp) {
        Instant instant = Instant.EPOCH.plus(value, unit(timestamp.getUnit()));
        return timestamp.isAdjustedToUTC()
                ? instant.toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    /** The deprecated timestamp: nanoseconds of the day, then the Julian day. */
    private static String int96(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = buffer.getLong();
        long day = Integer.toUnsignedLong(buffer.getInt()) - JULIAN_EPOCH;
        return Instant.EPOCH
                .plus(day, ChronoUnit.DAYS)
                .plus(nanos, ChronoUnit.NANOS)
                .toString();
    }

    private static void writeBytes(byte[] bytes, LogicalTypeAnnotation logical, JsonGenerator json) throws IOException {
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        } else if (logical instanceof UUIDLogicalTypeAnnotation) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            json.writeString(new UUID(buffer.getLong(), buffer.getLong()).toString());
        } else {
            json.writeString(text(bytes));
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}
