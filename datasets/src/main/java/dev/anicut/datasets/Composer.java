package dev.anicut.datasets;

import dev.anicut.datasets.Dice.Purpose;
import dev.anicut.datasets.Vocabulary.Slot;
import java.util.ArrayList;
import java.util.List;

/** Writes the document that belongs to a place: the same one every time. Safe for use by many threads. */
final class Composer {
    private static final int STANDING_PARAGRAPHS = 100;
    private static final int SENTENCES_OF_A_STANDING_PARAGRAPH = 4;
    private static final int MOST_SENTENCES_OF_A_PARAGRAPH = 6;
    /** A document ends with a whole sentence: on average this many words past what was wanted. */
    private static final int OVERSHOOT = 9;

    private final GenerateOptions options;
    private final Vocabulary vocabulary;
    private final String[] standing = new String[STANDING_PARAGRAPHS];

    Composer(GenerateOptions options, Vocabulary vocabulary) {
        this.options = options;
        this.vocabulary = vocabulary;
        for (int i = 0; i < standing.length; i++) {
            Dice dice = new Dice(options.seed(), Purpose.STANDING, i);
            StringBuilder text = new StringBuilder();
            sentences(text, Sentences.STANDING, new Subject(vocabulary), dice, SENTENCES_OF_A_STANDING_PARAGRAPH);
            standing[i] = text.toString();
        }
    }

    /**
     * A document's contents.
     *
     * @param repeated how many of the paragraphs came from the pool of standing ones
     */
    record Composition(
            String title,
            List<String> paragraphs,
            int repeated,
            String category,
            String author,
            String city,
            int year) {
        String text() {
            return String.join("\n\n", paragraphs);
        }
    }

    /** The first version of the document at a place. */
    Composition compose(long index) {
        Dice dice = new Dice(options.seed(), Purpose.TEXT, index);
        Subject subject = new Subject(vocabulary);
        String title = sentence(Sentences.TITLES, subject, dice);
        int wanted = options.words() / 2 + dice.below(options.words() + 1) - OVERSHOOT;

        List<String> paragraphs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        text.append(sentence(Sentences.OPENINGS, subject, dice));
        text.append(" It is entered in the register as number ")
                .append(index + 1)
                .append('.');
        int words = words(text) + body(text, subject, dice, wanted - words(text));
        paragraphs.add(text.toString());
        int repeated = 0;
        while (words < wanted) {
            if (dice.chance(options.repeatedParagraphs())) {
                paragraphs.add(standing[dice.below(standing.length)]);
                words += words(paragraphs.get(paragraphs.size() - 1));
                repeated++;
            } else {
                text.setLength(0);
                words += body(text, subject, dice, wanted - words);
                paragraphs.add(text.toString());
            }
        }
        return new Composition(
                title,
                paragraphs,
                repeated,
                Sentences.CATEGORIES[dice.below(Sentences.CATEGORIES.length)],
                subject.own(Slot.PERSON, dice),
                subject.own(Slot.CITY, dice),
                1960 + dice.below(66));
    }

    /** A later version of the document at a place: one paragraph is added, the rest stands. */
    Composition revise(long original, long index) {
        Composition first = compose(original);
        Dice dice = new Dice(options.seed(), Purpose.REVISION, index);
        StringBuilder text = new StringBuilder("Revised under register number ")
                .append(index + 1)
                .append(". ");
        body(text, new Subject(vocabulary), dice, Integer.MAX_VALUE);
        List<String> paragraphs = new ArrayList<>(first.paragraphs());
        paragraphs.add(text.toString());
        return new Composition(
                first.title(),
                paragraphs,
                first.repeated(),
                first.category(),
                first.author(),
                first.city(),
                first.year());
    }

    /** Appends a paragraph of one to six sentences, fewer if the document's words run out; returns the words added. */
    private static int body(StringBuilder text, Subject subject, Dice dice, int wanted) {
        int start = text.length();
        int sentences = 1 + dice.below(MOST_SENTENCES_OF_A_PARAGRAPH);
        int words = 0;
        for (int i = 0; i < sentences && words < wanted; i++) {
            sentences(text, Sentences.BODY, subject, dice, 1);
            words = words(text, start);
        }
        return words;
    }

    private static void sentences(StringBuilder text, Template[] templates, Subject subject, Dice dice, int count) {
        for (int i = 0; i < count; i++) {
            if (text.length() > 0 && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
            templates[dice.below(templates.length)].append(text, subject, dice);
        }
    }

    private static String sentence(Template[] templates, Subject subject, Dice dice) {
        StringBuilder text = new StringBuilder();
        sentences(text, templates, subject, dice, 1);
        return text.toString();
    }

    private static int words(CharSequence text) {
        return words(text, 0);
    }

    private static int words(CharSequence text, int from) {
        int words = from < text.length() ? 1 : 0;
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) == ' ') {
                words++;
            }
        }
        return words;
    }
}
