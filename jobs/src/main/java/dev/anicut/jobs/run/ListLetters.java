package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.postgres.Letter;
import dev.anicut.sinks.postgres.Letters;
import dev.anicut.sinks.postgres.RedriveConfig;
import dev.anicut.sinks.postgres.Runs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lists the dead letters that are not resolved one by one, the newest first. */
public final class ListLetters implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public ListLetters(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings settings = Settings.parse(arguments, Options.of("letters"), environment);
        RunConfig run = RunConfig.from(settings.configuration()).withoutJob();
        RedriveConfig filter = RedriveConfig.from(settings.configuration(), Instant.now(), true);
        int limit = settings.configuration().get(CommandOptions.LIMIT);
        if (limit < 1) {
            throw new InvalidSettingException(
                    CommandOptions.LIMIT.key(), Integer.toString(limit), "a number from 1 up");
        }
        try (Database database = Database.open(run, settings.configuration());
                Runs runs = new Runs(database.config())) {
            Letters letters = new Letters(runs);
            List<Letter> newest = letters.newest(filter, limit);
            System.out.print(
                    run.isJson()
                            ? array(newest, filter.maxAttempts()) + "\n"
                            : text(newest, letters.count(filter), filter.maxAttempts()));
            System.out.flush();
        }
    }

    private static ArrayNode array(List<Letter> letters, int maxAttempts) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (Letter letter : letters) {
            array.addObject()
                    .put("stage", letter.stage())
                    .put("reason", letter.reason())
                    .put("scope", letter.scope())
                    .put("origin", letter.origin())
                    .put("document_id", letter.documentId())
                    .put("message", letter.message())
                    .put("attempts", letter.attempts())
                    .put("left_alone", letter.attempts() >= maxAttempts)
                    .put("updated_at", time(letter))
                    .put("run_id", letter.runId())
                    .put("id", letter.id());
        }
        return array;
    }

    static String text(List<Letter> letters, long all, int maxAttempts) {
        if (letters.isEmpty()) {
            return String.format("no dead letter that matches is open%n");
        }
        StringBuilder text = new StringBuilder();
        for (Letter letter : letters) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s  %-8s %-22s %s%s%n    %s%n    %s%n",
                    time(letter),
                    letter.stage(),
                    letter.reason(),
                    Quantity.of(letter.attempts(), "attempt"),
                    letter.attempts() >= maxAttempts ? ", left alone (redrive.max-attempts)" : "",
                    letter.origin(),
                    letter.message()));
        }
        return text.append(String.format(
                        "%n%s open%s%n",
                        Quantity.of(all, "dead letter"),
                        all > letters.size() ? ", of which --limit shows the newest " + letters.size() : ""))
                .toString();
    }

    private static String time(Letter letter) {
        return letter.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
