package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import dev.anicut.model.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TikaExtractorTest {
    private static final TikaExtractor EXTRACTOR = new TikaExtractor(1_000_000, 400, 3);

    @Test
    void keepsTheStructureOfHtml() throws Exception {
        Extract extract = extract(
                "a.html",
                "<html lang=en><head><title>The T</title><style>p{x}</style><meta name=description content=about></head>"
                        + "<body><h1>Big <b>head</b></h1><div>one</div><div>two\nlines</div><ul><li><p>item</p>"
                        + "<li>item&nbsp;2</ul><table><tr><th>a<td><p>b</p></tr><tr><td>c</table>"
                        + "<script>alert(1)</script><pre>  code\n    more</pre><p>x<br>y<h3></h3><custom-tag>z</custom-tag>");
        assertThat(extract.text())
                .isEqualTo("# Big head\n\none\n\ntwo lines\n\n- item\n- item 2\n\na | b\nc\n\n"
                        + "  code\n    more\n\nx\ny\n\nz");
        assertThat(extract.title()).isEqualTo("The T");
        assertThat(extract.mediaType()).isEqualTo("text/html");
        assertThat(extract.metadata()).containsEntry("description", List.of("about"));
    }

    @Test
    void readsHtmlInItsCharacterSet() throws Exception {
        byte[] html = "<meta charset=koi8-r><p>Привет".getBytes("koi8-r");
        assertThat(EXTRACTOR.extract(html, "a.html").text()).isEqualTo("Привет");
        String german = "Grüße aus München, schöne Tage und viel Spaß am Fluß.";
        for (String charset : List.of("UTF-8", "ISO-8859-1", "UTF-16LE")) {
            assertThat(EXTRACTOR
                            .extract(("<p>" + german).getBytes(charset), "a.html")
                            .text())
                    .isEqualTo(german);
        }
        assertThat(EXTRACTOR
                        .extract(("\uFEFF<p>" + german).getBytes("UTF-16BE"), "a.html")
                        .text())
                .isEqualTo(german);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.html", "a.htm", "a.xhtml", "a.eml", "a.mbox", "a.rtf"})
    void refusesBinaryDataNamedAsText(String name) {
        for (int seed = 0; seed < 20; seed++) {
            byte[] binary = new byte[seed == 0 ? 1_000_000 : 5_000];
            new Random(seed).nextBytes(binary);
            Unparseable refused = catchThrowableOfType(Unparseable.class, () -> EXTRACTOR.extract(binary, name));
            assertThat(refused).as("seed %d", seed).isNotNull();
            assertThat(refused.reason()).as("seed %d", seed).isEqualTo(Reason.UNSUPPORTED_TYPE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Shift_JIS, 水門の番人だけが夜に水門を開けることができる。洪水のサイレンは三回鳴る。",
        "KOI8-R, 'Плотина поворачивает реку в каналы, и вода приходит на поля.'",
        "windows-1252, « L’écluse du château est gardée par un éclusier très âgé »",
        "UTF-16, 水門の番人だけが夜に水門を開けることができる。",
    })
    void readsHtmlInLegacyCharacterSetsThatItDoesNotState(String charset, String text) throws Exception {
        byte[] page = ("<p>" + text + "</p><p>" + text + "</p>").getBytes(charset);
        assertThat(EXTRACTOR.extract(page, "a.html").text()).isEqualTo(text + "\n\n" + text);
    }

    @Test
    void anAttachmentOfBinaryDataNamedAsTextIsLeftOut() throws Exception {
        byte[] binary = new byte[5_000];
        new Random(1).nextBytes(binary);
        String mail = "From: a@x.org\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nbody\r\n"
                + attached("n.txt", binary)
                + attached("n.html", binary)
                + "--b--\r\n";

        Extract extract = extract("a.eml", mail);

        assertThat(extract.text()).startsWith("body").doesNotContain("\uFFFD").hasSizeLessThan(40);
        assertThat(extract.metadata())
                .containsEntry("attachments_left_out", List.of("n.txt: unsupported-type", "n.html: unsupported-type"));
    }

    private static String attached(String name, byte[] bytes) {
        return "--b\r\nContent-Type: application/octet-stream; name=" + name
                + "\r\nContent-Disposition: attachment; filename=" + name
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(bytes) + "\r\n";
    }

    @Test
    void readsXhtmlWithItsDoctypeAndEntities() throws Exception {
        String page = "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\""
                + " \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\"%s>\n"
                + "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>Caf&eacute;&nbsp;&mdash; &a9; tea</p></body></html>";
        String subset = " [\n<!ENTITY nbsp \"&#160;\"> <!-- ]> ' --> <!ENTITY base \"x]>y\"> <?p ]> ?>\n]";
        for (String name : List.of("a.xhtml", "a.html", "a.htm")) {
            assertThat(extract(name, page.formatted("")).text()).isEqualTo("Café — &a9; tea");
            assertThat(extract(name, page.formatted(subset)).text()).isEqualTo("Café — &a9; tea");
            assertThat(EXTRACTOR
                            .extract(page.formatted(subset).getBytes("UTF-16"), name)
                            .text())
                    .isEqualTo("Café — &a9; tea");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.xhtml", "a.html", "a.htm", "a.xml"})
    void refusesAPageWhoseTextUsesEntitiesOfItsOwn(String name) {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY a0 \"ha\">");
        for (int i = 1; i <= 10; i++) {
            laughs.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">\n");
        }
        laughs.append("]>\n<html><body><p>&a10; tail</p></body></html>");

        Unparseable refused = catchThrowableOfType(Unparseable.class, () -> extract(name, laughs.toString()));

        assertThat(refused.reason()).isEqualTo(Reason.PARSE_FAILED);
        assertThat(refused).hasMessageContaining("&a10;").hasMessageContaining("DOCTYPE");
    }

    @Test
    void whatNoTextUsesOfASubsetHarmsNothing() throws Exception {
        String page = "<!DOCTYPE html [<!ENTITY u \"http://x\">]><body class=\"&u;\"><!-- &u; --><p>text [1]</p>";
        assertThat(extract("a.xhtml", page).text()).isEqualTo("text [1]");
        assertThat(extract("a.html", "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01><p>a [1] \"b\"</p>")
                        .text())
                .isEqualTo("a [1] \"b\"");
        assertThat(catchThrowableOfType(Unparseable.class, () -> extract("a.html", "<!DOCTYPE html [<p>text</p>"))
                        .reason())
                .isEqualTo(Reason.PARSE_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<!--", "&x"})
    void aReferenceIsSoughtInLinearTime(String opened) {
        String page = "<!DOCTYPE html [<!ENTITY a \"b\">]>" + opened.repeat(400_000);

        String seen = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> InternalSubset.removedFrom(page));

        assertThat(seen).hasSize("<!DOCTYPE html >".length() + opened.length() * 400_000);
    }

    @Test
    void readsPdf() throws Exception {
        Extract extract = EXTRACTOR.extract(SampleFiles.pdf("First line", "goes on", "", "A paragraph"), "a.pdf");
        assertThat(extract.text()).isEqualTo("First line\ngoes on\n\nA paragraph");
        assertThat(extract.title()).isEqualTo("A PDF");
        assertThat(extract.mediaType()).isEqualTo("application/pdf");
        assertThat(extract.metadata())
                .containsEntry("author", List.of("Ann Author"))
                .containsEntry("pages", List.of("1"));
    }

    @Test
    void readsWord() throws Exception {
        Extract extract = EXTRACTOR.extract(SampleFiles.docx("The heading", "One.", "Two."), "a.docx");
        assertThat(extract.text()).isEqualTo("# The heading\n\nOne.\n\nTwo.\n\nname | size\nweir | 7");
        assertThat(extract.title()).isEqualTo("The heading");
        assertThat(extract.metadata()).containsEntry("author", List.of("Ann Author"));
    }

    @Test
    void readsExcelPowerPointOpenDocumentEpubAndRtf() throws Exception {
        assertThat(EXTRACTOR.extract(SampleFiles.xlsx(), "a.xlsx").text())
                .isEqualTo("# Gauges\n\nriver | level\nKaveri | 2.5");
        assertThat(EXTRACTOR.extract(SampleFiles.pptx(), "a.pptx").text()).isEqualTo("Slide with a weir");
        assertThat(EXTRACTOR
                        .extract(
                                SampleFiles.odt("<text:h text:outline-level=\"2\">H</text:h><text:p>P</text:p>"),
                                "a.odt")
                        .text())
                .isEqualTo("## H\n\nP");
        Extract epub = EXTRACTOR.extract(SampleFiles.epub(), "a.epub");
        assertThat(epub.text()).isEqualTo("## One\n\nIn the book");
        assertThat(epub.title()).isEqualTo("Book of weirs");
        assertThat(extract("a.rtf", "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard {\\b Bold} words\\par more\\par}")
                        .text())
                .isEqualTo("Bold words\n\nmore");
    }

    @Test
    void findsTheFormatByContentWhereTheNameSaysNothing() throws Exception {
        assertThat(EXTRACTOR.extract(SampleFiles.docx("H", "p"), "scan").mediaType())
                .endsWith("wordprocessingml.document");
    }

    @Test
    void readsMailWithTheCharacterSetsItStatesAndItsAttachments() throws Exception {
        Extract extract = extract("a.eml", mail());
        assertThat(extract.text())
                .isEqualTo("Привет\n\nhtml\n\n# note.txt\n\nattached\nnote\n\n# p.pdf\n\nIn the PDF\n\n# u.pdf");
        assertThat(extract.title()).isEqualTo("Grüße");
        assertThat(extract.metadata())
                .containsEntry("from", List.of("Ann <ann@x.org>"))
                .containsEntry("to", List.of("bob@x.org"))
                .containsEntry("created", List.of("2024-01-01T10:00:00Z"))
                .containsEntry("attachments", List.of("note.txt", "p.pdf"))
                .containsEntry("attachments_left_out", List.of("z.zip: not supported", "u.pdf: encrypted"));
    }

    @Test
    void leavesAttachmentsOutIfToldSoAndSaysIt() throws Exception {
        Extract extract = new TikaExtractor(1_000_000, 400, 0).extract(SampleFiles.utf8(mail()), "a.eml");
        assertThat(extract.text()).isEqualTo("Привет\n\nhtml");
        assertThat(extract.metadata().get("attachments_left_out")).hasSize(4);
    }

    @Test
    void refusesMoreAttachmentsThanTheLimit() {
        StringBuilder mail = new StringBuilder(
                "From: a@x.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < 4; i++) {
            mail.append(part("text/plain", "n" + i + ".txt", "note"));
        }
        assertThat(failure("a.eml", SampleFiles.utf8(mail + "--b--\r\n")).reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void tellsEncryptedFiles() throws Exception {
        assertThat(failure("a.pdf", SampleFiles.encryptedPdf("owner", "user", "secret"))
                        .reason())
                .isEqualTo(Reason.ENCRYPTED);
        assertThat(failure("a.docx", SampleFiles.encrypted(SampleFiles.docx("H", "p")))
                        .reason())
                .isEqualTo(Reason.ENCRYPTED);
        assertThat(EXTRACTOR
                        .extract(SampleFiles.encryptedPdf("owner", "", "for all"), "a.pdf")
                        .text())
                .isEqualTo("for all");
    }

    @Test
    void refusesFilesThatWereCutOff() {
        byte[] docx = SampleFiles.docx("H", "p");
        assertThat(failure("a.docx", Arrays.copyOf(docx, docx.length - 30)).reason())
                .isEqualTo(Reason.TRUNCATED);
        byte[] pdf = SampleFiles.pdf("text");
        assertThat(failure("a.pdf", Arrays.copyOf(pdf, pdf.length - 10)).reason())
                .isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void refusesFilesWithoutText() {
        assertThat(failure("a.pdf", SampleFiles.pdf()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY_TEXT))
                .hasMessageContaining("scanned");
        assertThat(failure("a.html", SampleFiles.utf8("<html><body><p> </p><script>x</script>"))
                        .reason())
                .isEqualTo(Reason.EMPTY_TEXT);
    }

    @Test
    void refusesArchives() {
        assertThat(failure("a.zip", SampleFiles.zip(Map.of("a.txt", SampleFiles.utf8("x"))))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED_TYPE);
    }

    @Test
    void refusesBrokenFiles() {
        Unparseable failure = failure("a.pdf", SampleFiles.utf8("%PDF-1.4\nnonsense\n%%EOF"));
        assertThat(failure.reason()).isEqualTo(Reason.PARSE_FAILED);
        assertThat(failure.getMessage()).isNotBlank().doesNotContain("@");
    }

    @Test
    void refusesElementsNestedTooDeepWithoutASilentLoss() {
        assertThat(failure("a.html", SampleFiles.utf8("<div>x".repeat(20_000))).reason())
                .isEqualTo(Reason.TOO_DEEP);
        assertThat(failure("a.html", SampleFiles.utf8("<b>".repeat(450) + "x")).reason())
                .isEqualTo(Reason.TOO_DEEP);
    }

    @Test
    void refusesTextBeyondTheLimitAndBombs() {
        assertThat(failure("a.html", SampleFiles.utf8("<p>" + "x".repeat(1_000_001)))
                        .reason())
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(failure("a.odt", SampleFiles.odt("<text:p>" + "x".repeat(5_000_000) + "</text:p>"))
                        .reason())
                .isEqualTo(Reason.TOO_LARGE);
        StringBuilder laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e0 'aaaaaaaaaa'>");
        for (int i = 1; i < 20; i++) {
            laughs.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        assertThat(failure("a.xml", SampleFiles.utf8(laughs + "]><r>&e19;</r>")).reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void fetchesNothingThatADocumentPointsTo() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
            String doctype = "<!DOCTYPE r SYSTEM '" + url + "' [<!ENTITY x SYSTEM '" + url
                    + "'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>";
            assertThat(extract("a.xml", "<?xml version='1.0'?>" + doctype + "<r>in &x;&f; xml</r>")
                            .text())
                    .doesNotContain("root");
            extract(
                    "a.html",
                    "<html><head><link rel=stylesheet href='" + url + "'><base href='" + url
                            + "'></head><body><img src='" + url + "'><iframe src='" + url + "'></iframe><object data='"
                            + url + "'></object>text");
            Unparseable odt = catchThrowableOfType(
                    Unparseable.class,
                    () -> EXTRACTOR.extract(SampleFiles.odt(doctype + "<text:p>&x;</text:p>"), "a.odt"));
            assertThat(odt).isNotNull();
            assertThat(fetched).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private static String mail() {
        String head = "From: Ann <ann@x.org>\r\nTo: bob@x.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
                + "Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        String body = "--b\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n"
                + "--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nplain\r\n"
                + "--b2\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + "<p>=F0=D2=C9=D7=C5=D4</p><p>html</p>\r\n--b2--\r\n";
        return head
                + body
                + part("text/plain", "note.txt", "attached\r\nnote")
                + part("application/zip", "z.zip", SampleFiles.zip(Map.of("a.txt", SampleFiles.utf8("x"))))
                + part("application/pdf", "p.pdf", SampleFiles.pdf("In the PDF"))
                + part("application/pdf", "u.pdf", SampleFiles.encryptedPdf("owner", "user", "x"))
                + "--b--\r\n";
    }

    private static String part(String type, String name, String text) {
        return part(type, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String type, String name, byte[] content) {
        return "--b\r\nContent-Type: " + type + "\r\nContent-Disposition: attachment; filename=" + name
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(content) + "\r\n";
    }

    private static Extract extract(String name, String content) throws Unparseable {
        return EXTRACTOR.extract(SampleFiles.utf8(content), name);
    }

    private static Unparseable failure(String name, byte[] bytes) {
        return catchThrowableOfType(Unparseable.class, () -> EXTRACTOR.extract(bytes, name));
    }
}
