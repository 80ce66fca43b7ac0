package dev.anicut.operators.parse;

import dev.anicut.model.CommaSeparated;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options {@code source.field.*}: which fields of a JSON record, or columns of a CSV or Parquet row, make a
 * document. A dotted name is a path into nested objects; a field whose name has the dots in it wins over the path.
 */
public final class FieldOptions {
    public static final ConfigOption<String> ID = ConfigOptions.key("source.field.id")
            .stringType()
            .defaultValue("id")
            .withDescription("Field with the document's id, a string or a number; where it is missing the id is the"
                    + " file's path, relative to the folder that holds all inputs, and the record's position in it.");

    public static final ConfigOption<String> TITLE = ConfigOptions.key("source.field.title")
            .stringType()
            .defaultValue("title")
            .withDescription("Field with the document's title.");

    public static final ConfigOption<String> TEXT = ConfigOptions.key("source.field.text")
            .stringType()
            .defaultValue("text")
            .withDescription("Field with the text that is chunked and embedded, a string that is not blank.");

    public static final ConfigOption<String> URI = ConfigOptions.key("source.field.uri")
            .stringType()
            .defaultValue("uri")
            .withDescription("Field with the address where a person finds the document.");

    @CommaSeparated
    public static final ConfigOption<String> METADATA = ConfigOptions.key("source.field.metadata")
            .stringType()
            .defaultValue("metadata")
            .withDescription("Field with a JSON object that is kept as the document's metadata, or a list of fields"
                    + " separated by commas that are gathered into such an object under the names given here (for one"
                    + " field alone: its name and a comma).");

    public static final ConfigOption<String> VERSION = ConfigOptions.key("source.field.version")
            .stringType()
            .noDefaultValue()
            .withFallbackKeys("kafka.version-field")
            .withDescription("Field that orders the versions of a document, in every record an integer or an ISO-8601"
                    + " time (taken as microseconds since 1970, UTC where it names no zone); without this option the"
                    + " time and place of reading decide, of Kafka records the time they carry. kafka.version-field is"
                    + " another name for it.");

    private FieldOptions() {}
}
