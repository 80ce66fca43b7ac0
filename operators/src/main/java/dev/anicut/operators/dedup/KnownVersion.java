package dev.anicut.operators.dedup;

import dev.anicut.model.Sequence;

/**
 * The newest version of a document that has passed.
 *
 * @param sequence its sequence
 * @param fingerprint its fingerprint
 */
public record KnownVersion(Sequence sequence, String fingerprint) {}
