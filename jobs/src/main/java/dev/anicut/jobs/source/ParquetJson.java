package dev.anicut.jobs.source;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Writes Parquet rows as JSON: groups and maps as objects, lists as arrays. */
final class ParquetJson {
    private static final LogicalTypeAnnotation LIST = LogicalTypeAnnotation.listType();
    private static final LogicalTypeAnnotation MAP = LogicalTypeAnnotation.mapType();

    private ParquetJson() {}

    static void write(Group group, JsonGenerator json) throws IOException {
        GroupType type = group.getType();
        json.writeStartObject();
        for (int field = 0; field < type.getFieldCount(); field++) {
            json.writeFieldName(type.getFieldName(field));
            writeField(group, field, json);
        }
        json.writeEndObject();
    }

    private static void writeField(Group group, int field, JsonGenerator json) throws IOException {
        Type type = group.getType().getType(field);
        int count = group.getFieldRepetitionCount(field);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            json.writeStartArray();
            for (int i = 0; i < count; i++) {
                writeValue(group, field, i, json);
            }
            json.writeEndArray();
        } else if (count == 0) {
            json.writeNull();
        } else {
            writeValue(group, field, 0, json);
        }
    }

    private static void writeValue(Group group, int field, int index, JsonGenerator json) throws IOException {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            ParquetValues.write(group, field, index, json);
            return;
        }
        Group value = group.getGroup(field, index);
        if (LIST.equals(type.getLogicalTypeAnnotation()) && isWrapper(type.asGroupType())) {
            writeList(value, json);
        } else if (MAP.equals(type.getLogicalTypeAnnotation()) && isWrapper(type.asGroupType())) {
            writeMap(value, json);
        } else {
            write(value, json);
        }
    }

    /** Lists and maps are groups around one repeated field. */
    private static boolean isWrapper(GroupType type) {
        return type.getFieldCount() == 1 && type.getType(0).isRepetition(Type.Repetition.REPEATED);
    }

    private static void writeList(Group list, JsonGenerator json) throws IOException {
        Type repeated = list.getType().getType(0);
        // the element stands in a group of its own, but in old files it may be the repeated field itself
        boolean wrapped = !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().endsWith("_tuple");
        json.writeStartArray();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            if (wrapped) {
                writeField(list.getGroup(0, i), 0, json);
            } else {
                writeValue(list, 0, i, json);
            }
        }
        json.writeEndArray();
    }

    private static void writeMap(Group map, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
            Group entry = map.getGroup(0, i);
            json.writeFieldName(entry.getValueToString(0, 0));
            if (entry.getType().getFieldCount() > 1) {
                writeField(entry, 1, json);
            } else {
                json.writeNull();
            }
        }
        json.writeEndObject();
    }
}
