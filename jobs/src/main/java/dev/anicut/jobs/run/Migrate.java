package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.sinks.postgres.Migrations;
import java.util.List;
import java.util.Map;

/** Brings the schema up to date as its owner, so that jobs need no right to change it. */
public final class Migrate implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public Migrate(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() {
        Settings settings = Settings.parse(arguments, Options.of("migrate"), environment);
        RunConfig run = RunConfig.from(settings.configuration()).withoutJob();
        try (Database database = Database.connect(run, settings.configuration())) {
            Migrations.Report report = Migrations.migrate(database.config());
            System.out.println(run.isJson() ? json(report) : text(report));
            System.out.flush();
        }
    }

    private static String json(Migrations.Report report) {
        return new ObjectMapper()
                .createObjectNode()
                .put("before", report.before())
                .put("version", report.version())
                .toString();
    }

    private static String text(Migrations.Report report) {
        if (report.version().equals(report.before())) {
            return "the schema anicut was at version " + report.version() + " already";
        }
        return "the schema anicut is at version " + report.version()
                + (report.before() == null ? "" : ", and was at " + report.before());
    }
}
