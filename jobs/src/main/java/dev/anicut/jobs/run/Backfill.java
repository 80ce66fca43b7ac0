package dev.anicut.jobs.run;

import java.util.List;
import java.util.Map;

/** Takes in what files hold, once. */
public final class Backfill implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public Backfill(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        new JobRun("backfill", Options.of("backfill"), FileInput::find, environment).run(arguments);
    }
}
