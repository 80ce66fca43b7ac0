package dev.anicut.datasets.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** Sets blocks as a PDF: uncompressed, with a fixed id and date, so that the same source gives the same bytes. */
final class PdfFile {
    private static final float MARGIN = 64;
    private static final float LEADING = 1.4f;
    private static final PDFont BODY = new PDType1Font(FontName.HELVETICA);
    private static final PDFont BOLD = new PDType1Font(FontName.HELVETICA_BOLD);

    private final PDDocument document = new PDDocument();
    private PDPageContentStream page;
    private float y;

    private PdfFile() {}

    /** @param locked whether nobody can read it without a password; by RC4, which needs no random numbers */
    static byte[] write(List<Block> blocks, boolean locked) throws IOException {
        PdfFile file = new PdfFile();
        try (PDDocument document = file.document) {
            for (Block block : blocks) {
                file.add(block);
            }
            file.page.close();
            document.setDocumentId(1L);
            PDDocumentInformation information = new PDDocumentInformation();
            information.setTitle(blocks.get(0).text());
            information.setCreationDate(date());
            document.setDocumentInformation(information);
            if (locked) {
                COSString id = new COSString(new byte[16]);
                // else made from the time of day, and the key from it
                document.getDocument().setDocumentID(new COSArray(List.of(id, id)));
                StandardProtectionPolicy policy =
                        new StandardProtectionPolicy("keeper", "forgotten", new AccessPermission());
                policy.setEncryptionKeyLength(128);
                policy.setPreferAES(false);
                document.protect(policy);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out, CompressParameters.NO_COMPRESSION);
            return out.toByteArray();
        }
    }

    private static Calendar date() {
        Calendar date = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        date.setTimeInMillis(SampleBuilder.DATE.toEpochMilli());
        return date;
    }

    private void add(Block block) throws IOException {
        switch (block.kind()) {
            case TITLE -> lines(block.text(), BOLD, 20);
            case HEADING -> lines(block.text(), BOLD, 14);
            default -> lines(block.text(), BODY, 11);
        }
        y -= 8;
    }

    private void lines(String text, PDFont font, float size) throws IOException {
        float width = PDRectangle.A4.getWidth() - 2 * MARGIN;
        for (String line : wrap(text, font, size, width)) {
            if (page == null || y < MARGIN) {
                startPage();
            }
            page.beginText();
            page.setFont(font, size);
            page.newLineAtOffset(MARGIN, y);
            page.showText(line);
            page.endText();
            y -= size * LEADING;
        }
    }

    private void startPage() throws IOException {
        if (page != null) {
            page.close();
        }
        PDPage sheet = new PDPage(PDRectangle.A4);
        document.addPage(sheet);
        page = new PDPageContentStream(document, sheet, AppendMode.OVERWRITE, false);
        y = PDRectangle.A4.getHeight() - MARGIN;
    }

    private static List<String> wrap(String text, PDFont font, float size, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (font.getStringWidth(longer) / 1000 * size > width) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(word);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
