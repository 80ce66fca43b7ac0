package dev.anicut.model;

import java.util.Locale;

/** Why a record became a dead letter. {@link #code} is the name in tables, settings and metrics. */
public enum Reason {
    // source
    UNREADABLE,
    VANISHED,
    TRUNCATED,
    CORRUPT,
    TOO_LARGE,
    LINK_LOOP,
    MALFORMED_ROW,
    // parse
    INVALID_JSON,
    NOT_AN_OBJECT,
    MISSING_TEXT,
    EMPTY_TEXT,
    TEXT_NOT_A_STRING,
    INVALID_ID,
    INVALID_VERSION,
    INVALID_METADATA,
    INVALID_FIELD,
    INVALID_ENCODING,
    LONE_SURROGATE,
    URI_NOT_ALLOWED,
    UNSUPPORTED_TYPE,
    ENCRYPTED,
    PARSE_FAILED,
    TIMEOUT,
    OUT_OF_MEMORY,
    TOO_DEEP,
    PARSER_CRASHED,
    // chunk and embed
    CHUNK_FAILED,
    EMBED_FAILED,
    // enrich
    INVALID_ANSWER,
    ANSWER_REFUSED,
    NO_ANSWER,
    // any
    REJECTED_BY_DATABASE;

    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
