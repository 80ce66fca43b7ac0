package dev.anicut.sinks.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
    public record Group(String stage, String reason, long letters, String origin, String message) {
        /** What a query that groups letters by stage and reason selects; it remembers one letter of a group, not all. */
        static final String COLUMNS = """
                stage, reason, count(*), (max(%1$s))[2], (max(%1$s))[3]"""
                // by bytes, which is much quicker than by the rules of a language
                .formatted("ARRAY[to_char(updated_at, 'YYYYMMDDHH24MISSUS'), origin, message] COLLATE \"C\"");

        static List<Group> all(ResultSet rows) throws SQLException {
            List<Group> groups = new ArrayList<>();
            while (rows.next()) {
                groups.add(new Group(
                        rows.getString(1), rows.getString(2), rows.getLong(3), rows.getString(4), rows.getString(5)));
            }
            return groups;
        }
    }

    public long letters() {
        return groups.stream().mapToLong(Group::letters).sum();
    }
}
