package dev.anicut.llmdouble;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said of a text by counting its words. */
final class Words {
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\p{N}'-]*");
    private static final Pattern NAME = Pattern.compile("(?<=[\\p{L},;] )\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)*");
    private static final int READ = 20_000;
    private static final int TITLE_WORDS = 8;
    private static final Map<String, Set<String>> COMMON = new LinkedHashMap<>();

    static {
        COMMON.put("en", Set.of("the", "and", "of", "to", "in", "is", "that", "for", "with", "this", "from", "which"));
        COMMON.put("de", Set.of("der", "die", "das", "und", "ist", "nicht", "ein", "eine", "mit", "von", "auf", "für"));
        COMMON.put("fr", Set.of("le", "les", "et", "est", "une", "dans", "pour", "que", "qui", "sur", "pas", "des"));
        COMMON.put("es", Set.of("el", "los", "las", "y", "es", "una", "para", "que", "con", "por", "del", "como"));
    }

    private final String text;
    private final List<String> words = new ArrayList<>();

    /** Reads the beginning of a text. */
    Words(String text) {
        this.text = text.length() > READ ? text.substring(0, READ) : text;
        Matcher matcher = WORD.matcher(this.text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        if (words.isEmpty()) {
            words.add("empty");
        }
    }

    String title() {
        return String.join(" ", words.subList(0, Math.min(TITLE_WORDS, words.size())));
    }

    String summary() {
        String flat = text.strip().replaceAll("\\s+", " ");
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(flat);
        int end = sentences.next();
        return end == BreakIterator.DONE
                ? words.get(0)
                : flat.substring(0, Math.min(end, 400)).strip();
    }

    /** The most frequent words of four letters and more, all different; common ones only where there are no others. */
    List<String> keywords(int count) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.length() > 3 && COMMON.values().stream().noneMatch(common -> common.contains(lower))) {
                counts.merge(lower, 1, Integer::sum);
            }
        }
        Set<String> keywords = new LinkedHashSet<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .forEach(entry -> keywords.add(entry.getKey()));
        for (String word : words) {
            if (keywords.size() < Math.min(count, 1)) {
                keywords.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return new ArrayList<>(keywords);
    }

    /** Capitalised words inside of sentences. */
    List<String> entities(int count) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(text);
        while (names.size() < count && matcher.find()) {
            names.add(matcher.group());
        }
        return new ArrayList<>(names);
    }

    /** ISO 639-1, by the words that are common in a language; {@code en} where none are found. */
    String language() {
        String best = "en";
        long most = 0;
        for (Map.Entry<String, Set<String>> language : COMMON.entrySet()) {
            long hits = words.stream()
                    .filter(word -> language.getValue().contains(word.toLowerCase(Locale.ROOT)))
                    .count();
            if (hits > most) {
                most = hits;
                best = language.getKey();
            }
        }
        return best;
    }

    /** A word of the text, always the same for the same name. */
    String any(String name) {
        return words.get(Dice.below(words.size(), 0, name));
    }
}
