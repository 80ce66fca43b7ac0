package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.ListLetters;
import java.util.List;

/** Lists dead letters one by one: the main of {@code scripts/submit.sh letters}. */
public final class LettersJob {
    private LettersJob() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new ListLetters(List.of(args), System.getenv())));
    }
}
