package dev.anicut.sinks.postgres;

import java.util.List;

/**
 * What a redrive would find.
 *
 * @param groups the letters that it would take, by stage and reason
 * @param leftAlone letters that match as well and were tried too often
 * @param topics topics of which records would have to be read again
 */
public record LetterSurvey(List<Group> groups, long leftAlone, List<String> topics) {

    /** Letters that failed for the same reason at the same stage, and the newest one's origin and message. */
    public record Group(String stage, String reason, long letters, String origin, String message) {}

    public long letters() {
        return groups.stream().mapToLong(Group::letters).sum();
    }
}
