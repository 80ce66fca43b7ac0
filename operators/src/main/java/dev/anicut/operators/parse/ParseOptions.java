package dev.anicut.operators.parse;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options {@code parse.*}. */
public final class ParseOptions {
    public static final ConfigOption<Duration> TIMEOUT = ConfigOptions.key("parse.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Time that one file may take in the parser process before the process is killed, the file"
                    + " becomes a dead letter, and a new process takes over.");

    public static final ConfigOption<MemorySize> MEMORY = ConfigOptions.key("parse.memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("Heap of the parser process; every parallel instance of parse that meets a file other than"
                    + " plain text has one process.");

    public static final ConfigOption<MemorySize> MAX_BYTES = ConfigOptions.key("parse.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription("Size of the largest file that is parsed; a larger one becomes a dead letter.");

    public static final ConfigOption<Integer> MAX_CHARACTERS = ConfigOptions.key("parse.max-characters")
            .intType()
            .defaultValue(10_000_000)
            .withDescription("Length of the longest text of a document; a longer one becomes a dead letter, no text is"
                    + " ever cut.");

    public static final ConfigOption<Integer> MAX_DEPTH = ConfigOptions.key("parse.max-depth")
            .intType()
            .defaultValue(400)
            .withDescription("Levels of nested elements or JSON objects in a document; a deeper one becomes a dead"
                    + " letter.");

    public static final ConfigOption<Integer> MAX_EMBEDDED = ConfigOptions.key("parse.max-embedded")
            .intType()
            .defaultValue(100)
            .withDescription("Attachments and embedded documents of one file whose text is taken in; a file with more"
                    + " becomes a dead letter, and with 0 all are left out and only named in the metadata.");

    public static final ConfigOption<Integer> RECYCLE_AFTER = ConfigOptions.key("parse.recycle-after")
            .intType()
            .defaultValue(10_000)
            .withDescription("Files after which the parser process is replaced by a fresh one, so that what parsers"
                    + " leak stays bounded.");

    public static final ConfigOption<MemorySize> MAX_PAYLOAD = ConfigOptions.key("parse.max-payload")
            .memoryType()
            .defaultValue(MemorySize.parse("64kb"))
            .withDescription("Bytes of a bad record that are kept in its dead letter; of whole files none are kept,"
                    + " their origin names them.");

    private ParseOptions() {}
}
