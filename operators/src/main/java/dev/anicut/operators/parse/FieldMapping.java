package dev.anicut.operators.parse;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Which fields of a record make a document.
 *
 * @param gatherMetadata whether the metadata is gathered from several fields, rather than one field being the object
 * @param metadata the fields to gather, or the one field that is the object
 * @param version null where none is configured
 */
record FieldMapping(
        String id,
        String title,
        String text,
        String uri,
        boolean gatherMetadata,
        ArrayList<String> metadata,
        String version)
        implements Serializable {

    static FieldMapping from(ReadableConfig config) {
        String metadata = config.get(FieldOptions.METADATA);
        ArrayList<String> fields = new ArrayList<>();
        for (String field : metadata.split(",")) {
            fields.add(checked(FieldOptions.METADATA, field.strip()));
        }
        String version = config.get(FieldOptions.VERSION);
        return new FieldMapping(
                path(config, FieldOptions.ID),
                path(config, FieldOptions.TITLE),
                path(config, FieldOptions.TEXT),
                path(config, FieldOptions.URI),
                metadata.contains(","),
                fields,
                version == null ? null : checked(FieldOptions.VERSION, version.strip()));
    }

    private static String path(ReadableConfig config, ConfigOption<String> option) {
        return checked(option, config.get(option).strip());
    }

    private static String checked(ConfigOption<String> option, String path) {
        if (path.isEmpty() || List.of(path.split("\\.", -1)).contains("")) {
            throw new InvalidSettingException(
                    option.key(), path, "a field name such as body, or a path such as article.body");
        }
        return path;
    }
}
