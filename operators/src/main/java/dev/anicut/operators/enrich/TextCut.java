package dev.anicut.operators.enrich;

/** Where a text is cut so that a part keeps within a number of tokens: behind a paragraph, a line, a sentence, a word. */
final class TextCut {
    private static final String[] BORDERS = {"\n\n", "\n", ". ", " "};

    private TextCut() {}

    /** The end of the part that begins at the start; always behind the start unless that is the end of the text. */
    static int end(String text, int start, long tokens) {
        int hard = TokenEstimate.endWithin(text, start, tokens);
        if (hard == text.length()) {
            return hard;
        }
        // a border in the first half would leave too little
        int half = start + (hard - start) / 2;
        for (String border : BORDERS) {
            int at = text.lastIndexOf(border, hard - border.length());
            if (at >= half) {
                return at + border.length();
            }
        }
        if (hard > start + 1 && Character.isLowSurrogate(text.charAt(hard))) {
            return hard - 1;
        }
        return Math.max(hard, start + 1);
    }
}
