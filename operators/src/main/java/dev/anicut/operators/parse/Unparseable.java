package dev.anicut.operators.parse;

import dev.anicut.model.Reason;

/** A record that cannot become a document, and why. */
final class Unparseable extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 300;

    private final Reason reason;
    private final String documentId;

    Unparseable(Reason reason, String message) {
        this(reason, message, null);
    }

    private Unparseable(Reason reason, String message, String documentId) {
        // thrown for bad data only: nobody reads the stack
        super(oneLine(message), null, false, false);
        this.reason = reason;
        this.documentId = documentId;
    }

    Reason reason() {
        return reason;
    }

    /** The id of the document, null if it failed before its id was known. */
    String documentId() {
        return documentId;
    }

    Unparseable withDocumentId(String id) {
        return new Unparseable(reason, getMessage(), id);
    }

    /** Messages quote the input, so they are cut to one line of a sane length that any database can store. */
    static String oneLine(String message) {
        if (message == null) {
            return "";
        }
        String line = message.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return Characters.clean(line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…")
                .text();
    }
}
