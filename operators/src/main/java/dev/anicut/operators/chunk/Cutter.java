package dev.anicut.operators.chunk;

import dev.anicut.model.Chunk;
import dev.anicut.model.TokenIds;
import dev.anicut.operators.chunk.HeadingPaths.Path;
import dev.anicut.operators.embed.TextTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts one text, from its beginning to its end, each piece as long as it may be. */
final class Cutter {
    /** A piece with less than a token in so many characters is cut at its characters: words beyond the vocabulary. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private final String text;
    private final ChunkConfig config;
    private final TextTokenizer tokenizer;
    private final String prefix;
    private final Borders borders;
    private final TextTokens tokens;
    private final HeadingPaths paths;
    /** Tokens of every piece around heading and text. */
    private final int[] frame;
    /** Whether the tokens of a piece between white space are those it has in the whole text. */
    private final boolean tokensAddUp;

    Cutter(String text, List<Heading> headings, ChunkConfig config, TextTokenizer tokenizer, String prefix) {
        this.text = text;
        this.config = config;
        this.tokenizer = tokenizer;
        this.prefix = prefix;
        borders = Borders.of(text, headings);
        tokens = TextTokens.of(text, tokenizer);
        frame = tokenizer.ids(prefix).values();
        paths = new HeadingPaths(
                config.headings() ? headings : List.of(),
                path -> tokenizer.spans(path).ids(),
                config.maxTokens() / 4);
        tokensAddUp = tokenizer.partsAtWhiteSpace()
                && !tokens.hasHardWindows()
                && (prefix.isEmpty() || Characters.isPlainGap(prefix.charAt(prefix.length() - 1)));
    }

    List<Piece> cut() {
        List<Piece> pieces = new ArrayList<>();
        int uncovered = Characters.skipGap(text, 0, text.length());
        int start = uncovered;
        while (uncovered < text.length()) {
            Piece piece = cutPiece(start, uncovered);
            pieces.add(piece);
            uncovered = Characters.skipGap(text, piece.end(), text.length());
            start = overlap(piece, uncovered);
        }
        return pieces;
    }

    /** The piece from a place on that covers more than the pieces before it, and that the model takes whole. */
    private Piece cutPiece(int wantedStart, int uncovered) {
        int start = wantedStart;
        Path path = paths.at(start);
        int characters = config.maxTokens() * CHARACTERS_PER_TOKEN;
        while (true) {
            int end = Characters.trimEnd(text, uncovered, choose(start, uncovered, path, characters));
            TokenIds found = tokens(start, end, path);
            if (found.length() <= config.maxTokens()) {
                return piece(path, start, end, found);
            }
            // more than was counted in the whole text: parts of words have tokens of their own
            int shorter = (int) ((long) (end - start) * config.maxTokens() / found.length());
            if (shorter < characters && start + shorter > uncovered) {
                characters = shorter;
            } else if (start < uncovered) {
                start = uncovered;
                path = paths.at(start);
                characters = config.maxTokens() * CHARACTERS_PER_TOKEN;
            } else if (path.text() != null) {
                path = HeadingPaths.NONE;
            } else {
                // one character
                return piece(path, start, end, found);
            }
        }
    }

    private Piece piece(Path path, int start, int end, TokenIds found) {
        return new Piece(path.text(), text.substring(start, end), start, end, found);
    }

    /** Where a piece is best cut: behind {@code uncovered}, with no more tokens and characters than it may have. */
    private int choose(int start, int uncovered, Path path, int characters) {
        int budget = Math.max(1, config.maxTokens() - frame.length - path.ids().length);
        int first = tokens.firstAtLeast(start);
        int most = (int) Math.min(text.length(), (long) start + characters);
        int limit = Math.max(uncovered + 1, Math.min(most, tokens.get(first + budget, text)));
        if (limit >= text.length()) {
            return text.length();
        }
        int half = Math.min(start + characters / 2, tokens.get(first + budget / 2, text));
        int quarter = Math.min(start + characters / 4, tokens.get(first + budget / 4, text));
        int cut = borders.paragraphs().lastWithin(Math.max(uncovered, half), limit);
        cut = cut >= 0 ? cut : borders.sentences().lastWithin(Math.max(uncovered, quarter), limit);
        cut = cut >= 0 ? cut : borders.lines().lastWithin(Math.max(uncovered, quarter), limit);
        cut = cut >= 0 ? cut : lastWord(uncovered, limit);
        return cut >= 0 ? cut : lastCharacter(uncovered, limit);
    }

    private int lastWord(int after, int upTo) {
        for (int at = upTo; at > after; at--) {
            if (Characters.isGap(text.charAt(at - 1)) || Characters.isGap(text.charAt(at))) {
                return at;
            }
        }
        return -1;
    }

    private int lastCharacter(int after, int upTo) {
        for (int at = upTo; at > after; at--) {
            if (Characters.isBorder(text, at)) {
                return at;
            }
        }
        // a character made of more code points than a piece holds
        for (int at = upTo; at > after; at--) {
            if (Characters.isCodePointBorder(text, at)) {
                return at;
            }
        }
        return after + Character.charCount(text.codePointAt(after));
    }

    /** The tokens as the model will have them, put together from those of the whole text where that is the same. */
    private TokenIds tokens(int start, int end, Path path) {
        if (tokensAddUp && isPlainBorder(start) && isPlainBorder(end)) {
            int behind = tokenizer.trailingSpecialTokens();
            int before = frame.length - behind;
            int[] piece = tokens.ids(tokens.firstAtLeast(start), tokens.firstAtLeast(end));
            int[] ids = Arrays.copyOf(frame, frame.length + path.ids().length + piece.length);
            System.arraycopy(path.ids(), 0, ids, before, path.ids().length);
            System.arraycopy(piece, 0, ids, before + path.ids().length, piece.length);
            System.arraycopy(frame, before, ids, ids.length - behind, behind);
            return new TokenIds(ids);
        }
        return tokenizer.ids(prefix + Chunk.input(path.text(), text.substring(start, end)));
    }

    private boolean isPlainBorder(int at) {
        return at == 0
                || at == text.length()
                || Characters.isPlainGap(text.charAt(at - 1))
                || Characters.isPlainGap(text.charAt(at));
    }

    /** Where the piece after one starts: some tokens before its end, with a sentence or else a word. */
    private int overlap(Piece before, int uncovered) {
        if (config.overlapTokens() == 0 || uncovered == text.length()) {
            return uncovered;
        }
        int first = Math.max(0, tokens.firstAtLeast(before.end()) - config.overlapTokens());
        int wanted = tokens.get(first, text);
        if (tokens.firstAtLeast(wanted) < first) {
            // within the tokens of one character
            wanted++;
        }
        int from = Math.max(
                Math.max(before.start() + 1, wanted), uncovered - config.overlapTokens() * CHARACTERS_PER_TOKEN);
        int paragraph = borders.paragraphs().firstWithin(from, uncovered);
        int sentence = borders.sentences().firstWithin(from, uncovered);
        if (paragraph >= 0 || sentence >= 0) {
            return paragraph < 0 || (sentence >= 0 && sentence < paragraph) ? sentence : paragraph;
        }
        for (int at = from; at < uncovered; at++) {
            if (Characters.isGap(text.charAt(at - 1)) && !Characters.isGap(text.charAt(at))) {
                return at;
            }
        }
        return uncovered;
    }
}
