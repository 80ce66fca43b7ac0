package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.SearchDocuments;
import java.util.List;

/** Answers questions from the stored passages: the main of {@code scripts/search.sh}. */
public final class SearchCommand {
    private SearchCommand() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new SearchDocuments(List.of(args), System.getenv())));
    }
}
