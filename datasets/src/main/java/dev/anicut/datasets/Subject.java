package dev.anicut.datasets;

import dev.anicut.datasets.Vocabulary.Slot;

/** What a document is about: it comes back to the same company, town and person, among others. */
final class Subject {
    private static final double OWN = 0.6;

    private final Vocabulary vocabulary;
    private final String[] own = new String[Slot.values().length];

    Subject(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The subject's own word, which stays. */
    String own(Slot slot, Dice dice) {
        if (own[slot.ordinal()] == null) {
            own[slot.ordinal()] = any(slot, dice);
        }
        return own[slot.ordinal()];
    }

    /** Often the subject's own word, else another. */
    String word(Slot slot, Dice dice) {
        return dice.chance(OWN) ? own(slot, dice) : any(slot, dice);
    }

    /** Any word. */
    String any(Slot slot, Dice dice) {
        String[] words = vocabulary.of(slot);
        return words[dice.below(words.length)];
    }
}
