package dev.anicut.datasets;

import dev.anicut.datasets.Vocabulary.Slot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A sentence with gaps: {@code {company}} for a word of the vocabulary, {@code #} for a number. */
final class Template {
    private final List<Part> parts = new ArrayList<>();
    private final Set<Slot> slots = EnumSet.noneOf(Slot.class);

    Template(String pattern) {
        int at = 0;
        for (int open = next(pattern, at); open >= 0; open = next(pattern, at)) {
            if (open > at) {
                parts.add(new Part(pattern.substring(at, open), null, false));
            }
            if (pattern.charAt(open) == '#') {
                parts.add(new Part(null, null, false));
                at = open + 1;
            } else {
                int close = pattern.indexOf('}', open);
                Slot slot = Slot.valueOf(pattern.substring(open + 1, close).toUpperCase(Locale.ROOT));
                parts.add(new Part(null, slot, !slots.add(slot)));
                at = close + 1;
            }
        }
        if (at < pattern.length()) {
            parts.add(new Part(pattern.substring(at), null, false));
        }
    }

    /** A literal, a gap for a word ({@code again} if the sentence has had one of its kind), or else for a number. */
    private record Part(String literal, Slot slot, boolean again) {}

    private static int next(String pattern, int from) {
        for (int i = from; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '{' || pattern.charAt(i) == '#') {
                return i;
            }
        }
        return -1;
    }

    /** Appends the sentence, its first letter in upper case. */
    void append(StringBuilder out, Subject subject, Dice dice) {
        int start = out.length();
        for (Part part : parts) {
            if (part.literal != null) {
                out.append(part.literal);
            } else if (part.slot != null) {
                out.append(part.again ? subject.any(part.slot, dice) : subject.word(part.slot, dice));
            } else {
                out.append(2 + dice.below(dice.chance(0.5) ? 97 : 8_900));
            }
        }
        out.setCharAt(start, Character.toUpperCase(out.charAt(start)));
    }
}
