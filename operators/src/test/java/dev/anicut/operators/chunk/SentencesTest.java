package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
    @Test
    void endWithTheirStopsAndQuotes() {
        assertThat(sentences("One. Two! \"Three?\" Four... Five"))
                .containsExactly("One.", "Two!", "\"Three?\"", "Four...", "Five");
        assertThat(sentences("He asked (why?). Nobody knew.")).containsExactly("He asked (why?).", "Nobody knew.");
        assertThat(sentences("水は流れる。田に入る。「はい。」終わり")).containsExactly("水は流れる。", "田に入る。", "「はい。」", "終わり");
        assertThat(sentences("यह नहर है। वह नदी है।")).containsExactly("यह नहर है।", "वह नदी है।");
        assertThat(sentences("أين الماء؟ هنا.")).containsExactly("أين الماء؟", "هنا.");
    }

    @Test
    void doNotEndWithinNumbersNamesAndAbbreviations() {
        for (String one : List.of(
                "It rose 3.5 metres.",
                "See fig. 4 for Dr. Rao and J. Smith et al. in Vol. 2.",
                "No. 7 and e.g. those.",
                "3. A numbered point.",
                "www.example.org/a.b is a page.",
                "wait... what?",
                "v1.2.3 is out.")) {
            assertThat(sentences(one)).containsExactly(one);
        }
        assertThat(sentences("He said no. Then he left.")).containsExactly("He said no.", "Then he left.");
    }

    private static List<String> sentences(String line) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < line.length()) {
            int end = Sentences.end(line, at, 0, line.length());
            if (end > at) {
                sentences.add(line.substring(start, end));
                start = Characters.skipGap(line, end, line.length());
                at = start;
            } else {
                at++;
            }
        }
        if (start < line.length()) {
            sentences.add(line.substring(start));
        }
        return sentences;
    }
}
