package dev.anicut.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.run.Options;
import dev.anicut.model.CommaSeparated;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    /** Options of this test. */
    public static final class SomeOptions {
        @CommaSeparated
        public static final ConfigOption<String> PATH =
                ConfigOptions.key("source.path").stringType().noDefaultValue();

        public static final ConfigOption<Integer> SIZE =
                ConfigOptions.key("embed.batch-size").intType().defaultValue(64);
        public static final ConfigOption<Duration> TTL =
                ConfigOptions.key("dedup.ttl").durationType().defaultValue(Duration.ofHours(1));
        public static final ConfigOption<String> PASSWORD =
                ConfigOptions.key("postgres.password").stringType().noDefaultValue();
        public static final ConfigOption<RunOptions.Mode> MODE = RunOptions.MODE;
        public static final ConfigOption<Map<String, String>> PROPERTIES =
                ConfigOptions.key("kafka.properties").mapType().defaultValue(Map.of());
        public static final ConfigOption<String> VERSION = ConfigOptions.key("source.field.version")
                .stringType()
                .noDefaultValue()
                .withFallbackKeys("kafka.version-field");

        private SomeOptions() {}
    }

    private static final OptionCatalog CATALOG = OptionCatalog.of(SomeOptions.class);

    private static Settings parse(String... arguments) {
        return Settings.parse(List.of(arguments), CATALOG, Map.of("PG", "hush"));
    }

    @Test
    void readsPairsEqualsAndLists() {
        Settings settings = parse("--source.path", "a", "b", "--embed.batch-size=7", "--run.mode", "batch");
        assertThat(settings.configuration().get(SomeOptions.PATH)).isEqualTo("a,b");
        assertThat(settings.configuration().get(SomeOptions.SIZE)).isEqualTo(7);
        assertThat(settings.configuration().get(SomeOptions.MODE)).isEqualTo(RunOptions.Mode.BATCH);
    }

    @Test
    void theCommandLineWinsOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.yaml"), "embed:\n  batch-size: 5\nsource.path: [x, y]\ndedup.ttl: 30 s\n");
        Settings settings = parse("--config", file.toString(), "--embed.batch-size", "6");
        assertThat(settings.configuration().get(SomeOptions.SIZE)).isEqualTo(6);
        assertThat(settings.configuration().get(SomeOptions.PATH)).isEqualTo("x,y");
        assertThat(settings.configuration().get(SomeOptions.TTL)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void namesAnUnknownOptionAndWhatWasMeant() {
        assertThatThrownBy(() -> parse("--embed.batchsize", "7"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("embed.batchsize")
                .hasMessageContaining("did you mean embed.batch-size");
    }

    @Test
    void saysWhatIsAccepted() {
        assertThatThrownBy(() -> parse("--embed.batch-size", "many"))
                .hasMessageContaining("embed.batch-size: 'many' given")
                .hasMessageContaining(", expected a whole number");
        assertThatThrownBy(() -> parse("--dedup.ttl", "soon")).hasMessageContaining("a duration such as");
        // longer than is counted in milliseconds, in nanoseconds, or by Java at all
        assertThatThrownBy(() -> parse("--dedup.ttl", "9223372036854775807 s"))
                .hasMessageContaining("a duration such as");
        assertThatThrownBy(() -> parse("--dedup.ttl", "200000 d")).hasMessageContaining("a duration such as");
        assertThatThrownBy(() -> parse("--dedup.ttl", "99999999999999999 h"))
                .hasMessageContaining("a duration such as");
        assertThatThrownBy(() -> parse("--run.mode", "fast")).hasMessageContaining("streaming or batch");
        assertThatThrownBy(() -> parse("--config", "/no/such/file")).hasMessageContaining("/no/such/file");
        assertThatThrownBy(() -> parse("stray")).hasMessageContaining("'stray'");
    }

    @Test
    void resolvesSecretsAndMasksThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "from file\n");
        assertThat(parse("--postgres.password", "${env:PG}").configuration().get(SomeOptions.PASSWORD))
                .isEqualTo("hush");
        assertThat(parse("--postgres.password", "${file:" + file + "}")
                        .configuration()
                        .get(SomeOptions.PASSWORD))
                .isEqualTo("from file");
        assertThat(parse("--postgres.password", "plain").shown()).containsEntry("postgres.password", Settings.MASK);
        assertThat(parse("--postgres.password", "${env:PG}").shown()).containsEntry("postgres.password", "${env:PG}");
        assertThat(parse("--postgres.password", "${env:PG}x").shown())
                .containsEntry("postgres.password", Settings.MASK);
        assertThatThrownBy(() -> parse("--postgres.password", "${env:NONE}")).hasMessageContaining("NONE");
    }

    @Test
    void whatOnlyLooksLikeAReferenceIsRefusedAndNotShown() {
        String expected = " refers to nothing, expected ${env:NAME} or ${file:PATH}; a value that holds such characters"
                + " itself goes into the variable or file";
        assertThatThrownBy(() -> parse("--postgres.password", "${enw:PG}"))
                .hasMessage("postgres.password: '${enw:…}'" + expected);
        assertThatThrownBy(() -> parse("--postgres.password", "${env:PG")).hasMessageContaining("'${env:…}'");
        assertThatThrownBy(() -> parse("--postgres.password", "${PG}"))
                .hasMessage("postgres.password: '${…}'" + expected);
        assertThatThrownBy(() -> parse("--source.path", "${PG}")).hasMessage("source.path: '${PG}'" + expected);
    }

    @Test
    void whatAReferenceBringsIsTakenAsItIs() {
        Settings settings =
                Settings.parse(List.of("--postgres.password", "${env:PG}"), CATALOG, Map.of("PG", "a${env:PG}$1"));

        assertThat(settings.configuration().get(SomeOptions.PASSWORD)).isEqualTo("a${env:PG}$1");
        assertThat(parse("--postgres.password", "a${}$b{").configuration().get(SomeOptions.PASSWORD))
                .isEqualTo("a${}$b{");
    }

    @Test
    void takesAMapNameByName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.yaml"),
                "kafka:\n  properties:\n    security.protocol: SASL_SSL\n    sasl:\n      mechanism: PLAIN\n");
        Settings settings = parse(
                "--config",
                file.toString(),
                "--kafka.properties.sasl.jaas.config",
                "some.Module required username=\"a:b,c\" password=\"${env:PG}\";");

        assertThat(settings.configuration().get(SomeOptions.PROPERTIES))
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("sasl.jaas.config", "some.Module required username=\"a:b,c\" password=\"hush\";"));
        assertThat(settings.shown())
                .containsEntry("kafka.properties.security.protocol", "SASL_SSL")
                .containsEntry("kafka.properties.sasl.jaas.config", Settings.MASK);
        // given whole it would show its secrets
        assertThatThrownBy(() -> parse("--kafka.properties", "a:b"))
                .hasMessage("'kafka.properties' is no option: did you mean kafka.properties.NAME?");
        assertThatThrownBy(() -> parse("--kafka.propertes.a", "b")).hasMessageContaining("is no option");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.key.password",
        "ssl.keystore.key",
        "sasl.oauthbearer.client.credentials.client.secret",
        "basic.auth.user.info",
        "sasl.jaas.config"
    })
    void masksWhatKafkaHoldsSecret(String property) {
        assertThat(parse("--kafka.properties." + property, "hush").shown())
                .containsOnly(Map.entry("kafka.properties." + property, Settings.MASK));
    }

    @Test
    void takesAnAliasForItsOption() {
        assertThat(parse("--kafka.version-field", "v").configuration().get(SomeOptions.VERSION))
                .isEqualTo("v");
    }

    @Test
    void anAliasOnTheCommandLineWinsOverItsOptionInTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "source.field.version: from-file\n");

        assertThat(parse("--config", file.toString(), "--kafka.version-field", "v")
                        .configuration()
                        .get(SomeOptions.VERSION))
                .isEqualTo("v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
            jdbc:postgresql://db/x?user=u&password=hush&ssl=true jdbc:postgresql://db/x?user=u&password=******&ssl=true
            jdbc:postgresql://db/x?sslpassword=hush jdbc:postgresql://db/x?sslpassword=******
            s3://key:hush@bucket/path s3://key:******@bucket/path
            /plain/a:b@c?x=y /plain/a:b@c?x=y
            """)
    void masksSecretsWithinUrls(String given, String shown) {
        assertThat(parse("--source.path", given).shown()).containsEntry("source.path", shown);
    }

    @Test
    void masksWhatFlinkHoldsSecret() {
        assertThat(parse("--flink.s3.access-key", "hush", "--flink.fs.azure.account.key.x", "hush")
                        .shown())
                .containsOnly(
                        Map.entry("flink.s3.access-key", Settings.MASK),
                        Map.entry("flink.fs.azure.account.key.x", Settings.MASK));
    }

    /** Whoever copies a command out of the README must not be told that its option is unknown. */
    @Test
    void whatTheReadmeShowsIsKnown() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(Pattern.compile("--([a-z-]+(?:\\.[a-z-]+)+)").matcher(readme).results())
                .extracting(result -> result.group(1))
                .contains("source.field.text")
                .allSatisfy(key -> assertThat(Options.ALL.contains(key)).as(key).isTrue());
    }

    @Test
    void handsFlinkItsOwn() {
        assertThat(parse("--flink.rest.port", "9").flink().toMap()).containsEntry("rest.port", "9");
    }
}
