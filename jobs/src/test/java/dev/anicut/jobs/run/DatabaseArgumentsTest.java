package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseArgumentsTest {
    private static String of(String... arguments) {
        return DatabaseArguments.of(
                Settings.parse(List.of(arguments), Options.of("backfill"), Map.of("PGPASSWORD", "hush")));
    }

    @Test
    void nothingIsRepeatedThatHoldsByDefault() {
        assertThat(of("--source.path", "in", "--embed.model", "none")).isEmpty();
    }

    @Test
    void theDatabaseIsNamedAsItWasAndReferencesAreKeptFromTheShell() {
        assertThat(of(
                        "--postgres.url",
                        "jdbc:postgresql://db:5432/search?ssl=true",
                        "--postgres.user",
                        "o'neil",
                        "--postgres.password",
                        "${env:PGPASSWORD}"))
                .isEqualTo(" --postgres.url 'jdbc:postgresql://db:5432/search?ssl=true'"
                        + " --postgres.user 'o'\\''neil' --postgres.password '${env:PGPASSWORD}'");
        assertThat(of("--run.home", "/tmp/elsewhere")).isEqualTo(" --run.home /tmp/elsewhere");
    }

    @Test
    void aPasswordIsNotShown() {
        assertThat(of("--postgres.password", "hush"))
                .contains("--postgres.password")
                .doesNotContain("hush");
    }
}
