package dev.anicut.jobs.run;

import java.util.List;
import java.util.Map;

/** Takes in what topics hold until it is stopped, after files if there are any. */
public final class Ingest implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public Ingest(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        new JobRun("ingest", Options.of("ingest"), TopicInput::find, environment).run(arguments);
    }
}
