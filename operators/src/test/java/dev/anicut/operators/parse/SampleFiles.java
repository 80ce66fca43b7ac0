package dev.anicut.operators.parse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;

/** Small files of every format, as their programs write them. */
final class SampleFiles {
    private SampleFiles() {}

    private interface Writer {
        void write(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pdf(String... lines) {
        return encryptedPdf(null, null, lines);
    }

    /** @param owner password of the owner, null for a file that is not encrypted; {@code user} opens it */
    static byte[] encryptedPdf(String owner, String user, String... lines) {
        return bytes(out -> {
            try (PDDocument document = new PDDocument()) {
                PDPage page = new PDPage();
                document.addPage(page);
                document.getDocumentInformation().setTitle("A PDF");
                document.getDocumentInformation().setAuthor("Ann Author");
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    int y = 700;
                    for (String line : lines) {
                        content.beginText();
                        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                        content.newLineAtOffset(50, y);
                        content.showText(line);
                        content.endText();
                        y -= line.isEmpty() ? 40 : 14;
                    }
                }
                if (owner != null) {
                    StandardProtectionPolicy policy = new StandardProtectionPolicy(owner, user, new AccessPermission());
                    policy.setEncryptionKeyLength(128);
                    document.protect(policy);
                }
                document.save(out);
            }
        });
    }

    /** An office file behind the password {@code secret}. */
    static byte[] encrypted(byte[] office) {
        return bytes(out -> {
            try (POIFSFileSystem container = new POIFSFileSystem()) {
                Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
                encryptor.confirmPassword("secret");
                try (OutputStream encrypted = encryptor.getDataStream(container)) {
                    encrypted.write(office);
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
                container.writeFilesystem(out);
            }
        });
    }

    /** Ten to the eighteenth invocations of a drawing that shows nothing: as good as endless. */
    static byte[] endlessPdf() {
        StringBuilder body = new StringBuilder("%PDF-1.4\n");
        int levels = 18;
        body.append("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
        body.append("2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
        body.append("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R")
                .append("/Resources<</XObject<</X 5 0 R>>>>>>endobj\n");
        body.append("4 0 obj<</Length 4>>stream\n/X Do\nendstream endobj\n");
        for (int level = 0; level < levels; level++) {
            boolean last = level == levels - 1;
            String content = last ? "q Q" : "/X Do ".repeat(10);
            body.append(5 + level)
                    .append(" 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Length ")
                    .append(content.length())
                    .append("/Resources<<")
                    .append(last ? "" : "/XObject<</X " + (6 + level) + " 0 R>>")
                    .append(">>>>stream\n")
                    .append(content)
                    .append("\nendstream endobj\n");
        }
        body.append("trailer<</Root 1 0 R>>\n%%EOF\n");
        return body.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] docx(String heading, String... paragraphs) {
        return bytes(out -> {
            try (XWPFDocument document = new XWPFDocument()) {
                document.createStyles();
                var style = CTStyle.Factory.newInstance();
                style.setStyleId("Heading1");
                style.addNewName().setVal("heading 1");
                document.getStyles().addStyle(new XWPFStyle(style));
                document.getProperties().getCoreProperties().setCreator("Ann Author");
                XWPFParagraph first = document.createParagraph();
                first.setStyle("Heading1");
                first.createRun().setText(heading);
                for (String paragraph : paragraphs) {
                    document.createParagraph().createRun().setText(paragraph);
                }
                var table = document.createTable(2, 2);
                table.getRow(0).getCell(0).setText("name");
                table.getRow(0).getCell(1).setText("size");
                table.getRow(1).getCell(0).setText("weir");
                table.getRow(1).getCell(1).setText("7");
                document.write(out);
            }
        });
    }

    static byte[] xlsx() {
        return bytes(out -> {
            try (XSSFWorkbook workbook = new XSSFWorkbook()) {
                var sheet = workbook.createSheet("Gauges");
                var head = sheet.createRow(0);
                head.createCell(0).setCellValue("river");
                head.createCell(1).setCellValue("level");
                var row = sheet.createRow(1);
                row.createCell(0).setCellValue("Kaveri");
                row.createCell(1).setCellValue(2.5);
                workbook.write(out);
            }
        });
    }

    static byte[] pptx() {
        return bytes(out -> {
            try (XMLSlideShow show = new XMLSlideShow()) {
                var slide = show.createSlide();
                var box = slide.createTextBox();
                box.setText("Slide with a weir");
                show.write(out);
            }
        });
    }

    static byte[] zip(Map<String, byte[]> entries) {
        return bytes(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    ZipEntry header = new ZipEntry(entry.getKey());
                    if (entry.getKey().equals("mimetype")) {
                        CRC32 crc = new CRC32();
                        crc.update(entry.getValue());
                        header.setMethod(ZipEntry.STORED);
                        header.setSize(entry.getValue().length);
                        header.setCrc(crc.getValue());
                    }
                    zip.putNextEntry(header);
                    zip.write(entry.getValue());
                    zip.closeEntry();
                }
            }
        });
    }

    static byte[] odt(String content) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mimetype", utf8("application/vnd.oasis.opendocument.text"));
        entries.put(
                "content.xml",
                utf8("<?xml version=\"1.0\"?>" + "<office:document-content"
                        + " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                        + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>"
                        + content + "</office:text></office:body></office:document-content>"));
        entries.put("META-INF/manifest.xml", utf8("<?xml version=\"1.0\"?><m/>"));
        return zip(entries);
    }

    static byte[] epub() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mimetype", utf8("application/epub+zip"));
        entries.put(
                "META-INF/container.xml",
                utf8(
                        "<?xml version=\"1.0\"?><container version=\"1.0\""
                                + " xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile"
                                + " full-path=\"c.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>"));
        entries.put(
                "c.opf",
                utf8("<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\""
                        + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" version=\"2.0\"><metadata><dc:title>Book of"
                        + " weirs</dc:title></metadata><manifest><item id=\"a\" href=\"a.xhtml\""
                        + " media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine>"
                        + "</package>"));
        entries.put(
                "a.xhtml",
                utf8("<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body><h2>One</h2><p>In"
                        + "\nthe book</p></body></html>"));
        return zip(entries);
    }
}
