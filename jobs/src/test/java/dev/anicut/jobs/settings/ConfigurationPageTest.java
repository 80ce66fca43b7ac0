package dev.anicut.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.run.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    /** Run with -Danicut.write.docs=true (scripts/docs.sh) to write the page. */
    @Test
    void thePageIsWhatTheOptionsSay() throws IOException {
        String page = ConfigurationPage.of(Options.ALL);
        if (Boolean.getBoolean("anicut.write.docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md is stale: run scripts/docs.sh")
                .isEqualTo(page);
    }

    @Test
    void everyOptionIsDescribed() {
        assertThat(Options.ALL.options())
                .allSatisfy(option -> assertThat(new HtmlFormatter().format(option.description()))
                        .as(option.key())
                        .endsWith("."));
    }
}
