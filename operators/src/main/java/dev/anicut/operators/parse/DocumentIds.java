package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.nio.charset.StandardCharsets;

/** What a document's id may be. Ids are never altered: an altered one would be another document's. */
final class DocumentIds {
    /** An entry of a PostgreSQL index has room for about 2,700 bytes. */
    static final int MAX_BYTES = 2_000;

    private DocumentIds() {}

    static String checked(String id) throws Unparseable {
        if (Blank.is(id)) {
            throw new Unparseable(Reason.INVALID_ID, "the id is " + (id.isEmpty() ? "empty" : "blank"));
        }
        if (id.indexOf('\0') >= 0) {
            throw new Unparseable(Reason.INVALID_ID, "the id has a NUL character");
        }
        if (Characters.hasLoneSurrogate(id)) {
            throw new Unparseable(Reason.LONE_SURROGATE, "the id has half a surrogate pair, which is no character");
        }
        if (id.length() > MAX_BYTES / 3 && id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new Unparseable(Reason.INVALID_ID, "the id is longer than " + MAX_BYTES + " bytes");
        }
        return id;
    }
}
