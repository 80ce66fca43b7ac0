package dev.anicut.jobs.run;

import dev.anicut.jobs.source.SourceOptions;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import dev.anicut.operators.parse.ClaimOptions;
import dev.anicut.operators.parse.FieldOptions;
import dev.anicut.operators.parse.ParseOptions;
import dev.anicut.sinks.postgres.LetterSurvey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;

/** Which option to look at when one reason ends nearly every record: then it is mostly a setting that is wrong. */
final class LetterHint {
    /** At least so many in ten. */
    private static final int NEARLY_ALL = 9;

    private LetterHint() {}

    /** The hint of a run; empty if its records fared differently, or no option would have helped. */
    static Optional<String> of(List<LetterSurvey.Group> groups, Ledger ledger) {
        long read = ledger.get(LedgerEntry.READ);
        return groups.stream()
                .filter(group -> read > 0 && group.letters() * 10 >= read * NEARLY_ALL)
                .findFirst()
                // the options are those of what is read; the enrichment has reasons of the same names
                .filter(group -> !group.stage().equals(Stage.ENRICH.code()))
                .flatMap(group -> reason(group.reason())
                        .map(LetterHint::remedy)
                        .map(remedy -> (group.letters() < read ? "nearly every record" : "every record") + " ended as "
                                + group.reason() + ": " + remedy));
    }

    private static Optional<Reason> reason(String code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.code().equals(code))
                .findFirst();
    }

    /** Null where it is the data. */
    private static String remedy(Reason reason) {
        return switch (reason) {
            case MISSING_TEXT ->
                key(FieldOptions.TEXT) + " names the field or column with the text; a CSV file's first line names its"
                        + " columns, parted by " + key(SourceOptions.CSV_SEPARATOR);
            case EMPTY_TEXT, TEXT_NOT_A_STRING -> key(FieldOptions.TEXT) + " names the field or column with the text";
            case INVALID_ID -> key(FieldOptions.ID) + " names the field or column with the id";
            case INVALID_VERSION -> key(FieldOptions.VERSION) + " names the field that orders versions";
            case INVALID_METADATA -> key(FieldOptions.METADATA) + " names the field with an object, or several fields";
            case INVALID_FIELD ->
                key(FieldOptions.TITLE) + " and " + key(FieldOptions.URI) + " name fields that hold strings";
            case INVALID_JSON, NOT_AN_OBJECT -> key(SourceOptions.FORMAT) + " says what the files are";
            case MALFORMED_ROW ->
                key(SourceOptions.CSV_SEPARATOR) + " and " + key(SourceOptions.CSV_QUOTE) + " say how rows are written";
            case URI_NOT_ALLOWED ->
                key(ClaimOptions.ALLOWED_ROOTS) + " has the folders from which texts that records name are read";
            case UNSUPPORTED_TYPE ->
                key(SourceOptions.INCLUDE) + " and " + key(SourceOptions.EXCLUDE) + " choose the files";
            case TOO_LARGE ->
                "the limits are " + key(SourceOptions.MAX_RECORD_BYTES) + ", " + key(SourceOptions.MAX_FILE_BYTES)
                        + ", " + key(ParseOptions.MAX_BYTES) + " and " + key(ParseOptions.MAX_CHARACTERS);
            case TOO_DEEP -> "the limit is " + key(ParseOptions.MAX_DEPTH);
            case TIMEOUT -> "the limit is " + key(ParseOptions.TIMEOUT);
            case OUT_OF_MEMORY -> "the limit is " + key(ParseOptions.MEMORY);
            default -> null;
        };
    }

    private static String key(ConfigOption<?> option) {
        return option.key();
    }
}
