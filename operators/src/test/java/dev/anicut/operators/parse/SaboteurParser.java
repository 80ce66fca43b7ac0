package dev.anicut.operators.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** A parser for files named {@code *.sabotage} that does to its process what the file says. */
public final class SaboteurParser implements Parser {
    private static final long serialVersionUID = 1L;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.application("x-sabotage"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException {
        String[] words = new String(stream.readAllBytes(), StandardCharsets.UTF_8).split(" ");
        String answer = "done";
        switch (words[0]) {
            case "die" -> {
                System.err.println("last words");
                Runtime.getRuntime().halt(137);
            }
            case "die-once" -> {
                Path mark = Path.of(words[1]);
                if (!Files.exists(mark)) {
                    Files.createFile(mark);
                    Runtime.getRuntime().halt(137);
                }
            }
            case "print" -> {
                System.out.println("printed ".repeat(1_000));
                System.err.println("printed ".repeat(100_000));
            }
            case "litter" -> {
                Files.writeString(Files.createTempFile("litter", ".tmp"), "x");
                Runtime.getRuntime().halt(137);
            }
            case "recurse" -> answer = String.valueOf(recurse(1));
            case "environment" -> answer = String.join(" ", System.getenv().keySet());
            case "pid" -> answer = String.valueOf(ProcessHandle.current().pid());
            default -> throw new IOException("unknown: " + words[0]);
        }
        XHTMLContentHandler xhtml = new XHTMLContentHandler(handler, metadata);
        xhtml.startDocument();
        xhtml.element("p", answer);
        xhtml.endDocument();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return depth + recurse(depth + 1);
    }
}
