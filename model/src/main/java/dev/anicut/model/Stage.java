package dev.anicut.model;

import java.util.Locale;

/** The stages of the road, as dead letters name them. */
public enum Stage {
    SOURCE,
    PARSE,
    DEDUP,
    CHUNK,
    EMBED,
    ENRICH,
    STORE;

    /** The name in tables, settings and metrics. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
