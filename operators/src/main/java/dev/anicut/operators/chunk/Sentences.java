package dev.anicut.operators.chunk;

import java.util.Locale;
import java.util.Set;

/** Where sentences end: a small set of rules, right often enough to cut at. */
final class Sentences {
    private static final String STOPS = ".!?\u2026\u061F\u06D4\u0964\u0965\u203D";
    /** Stops of scripts that put no space behind them. */
    private static final String FULL_WIDTH_STOPS = "\u3002\uFF01\uFF1F\uFF61\uFF0E";

    private static final String CLOSERS = ")]}\"'\u2019\u201D\u00BB\u203A\u300D\u300F\uFF09\u3011\u300B*_";

    /** More closing marks than a sentence has. */
    private static final int LONGEST_RUN = 8;

    private static final int LONGEST_ABBREVIATION = 6;

    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "col", "sgt", "rev", "hon", "gov", "sen", "rep",
            "vs", "cf", "al", "fig", "figs", "eq", "eqs", "sec", "ch", "vol", "pp", "ed", "eds", "ref", "refs", "tab",
            "inc", "ltd", "co", "corp", "dept", "est", "approx", "ca", "resp", "viz", "jan", "feb", "mar", "apr", "jun",
            "jul", "aug", "sep", "sept", "oct", "nov", "dec");

    private Sentences() {}

    /**
     * The end of the sentence whose stop is at the given place of a line, closing quotes and brackets included, or -1 if
     * no sentence ends there.
     */
    static int end(String text, int at, int lineStart, int lineEnd) {
        char stop = text.charAt(at);
        boolean fullWidth = FULL_WIDTH_STOPS.indexOf(stop) >= 0;
        if (!fullWidth && STOPS.indexOf(stop) < 0) {
            return -1;
        }
        int end = at + 1;
        int most = Math.min(lineEnd, at + LONGEST_RUN);
        while (end < most && isStopOrCloser(text.charAt(end))) {
            end++;
        }
        if (fullWidth || end == lineEnd) {
            return end < lineEnd || !isAbbreviated(text, at, lineStart, lineEnd) ? end : -1;
        }
        if (!Characters.isGap(text.charAt(end))) {
            return -1;
        }
        int next = Characters.skipGap(text, end, lineEnd);
        boolean mayGoOn = stop == '.' || stop == '\u2026';
        if (mayGoOn && Character.isLowerCase(text.codePointAt(next))) {
            return -1;
        }
        return isAbbreviated(text, at, lineStart, next) ? -1 : end;
    }

    private static boolean isStopOrCloser(char c) {
        return STOPS.indexOf(c) >= 0 || FULL_WIDTH_STOPS.indexOf(c) >= 0 || CLOSERS.indexOf(c) >= 0;
    }

    /** Whether the full stop belongs to the word before it: an abbreviation, an initial, or a number that leads a line. */
    private static boolean isAbbreviated(String text, int at, int lineStart, int next) {
        if (text.charAt(at) != '.') {
            return false;
        }
        int start = at;
        while (start > lineStart
                && at - start <= LONGEST_ABBREVIATION
                && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start--;
        }
        if (start == at || at - start > LONGEST_ABBREVIATION) {
            return false;
        }
        String word = text.substring(start, at).toLowerCase(Locale.ROOT);
        if (Character.isDigit(word.charAt(0))) {
            return start == lineStart;
        }
        if (word.equals("no") || word.equals("nr")) {
            return next < text.length() && Character.isDigit(text.charAt(next));
        }
        return word.length() == 1 || ABBREVIATIONS.contains(word);
    }
}
