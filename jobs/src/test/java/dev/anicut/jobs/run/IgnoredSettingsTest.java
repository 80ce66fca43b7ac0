package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** What would be left out of account is refused. */
class IgnoredSettingsTest {
    @Test
    void aLoginWithoutItsServer() {
        for (var option : List.of(PostgresOptions.USER, PostgresOptions.PASSWORD)) {
            Configuration given = new Configuration().set(option, "boss");
            assertThatThrownBy(() -> Database.connect(RunConfig.from(given), given))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(option.key() + ": given without postgres.url, which names the server that it is for");
        }
    }

    @Test
    void wordsBesideAFileOfQueries() {
        SearchDocuments search = new SearchDocuments(List.of("silt", "--queries", "questions.tsv"), Map.of());
        assertThatThrownBy(search::run)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("queries: 'questions.tsv' stands beside words to search for: give one of the two");
    }
}
