package dev.anicut.datasets.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.poi.ooxml.POIXMLDocument;
import org.apache.poi.ooxml.POIXMLProperties.CoreProperties;
import org.apache.poi.xslf.usermodel.SlideLayout;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTextShape;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFStyles;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

/** Sets blocks as .docx, .pptx and .xlsx. */
final class OfficeFiles {
    private OfficeFiles() {}

    static byte[] docx(List<Block> blocks) throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            XWPFStyles styles = document.createStyles();
            addHeadingStyle(styles, 1);
            addHeadingStyle(styles, 2);
            for (Block block : blocks) {
                XWPFParagraph paragraph = document.createParagraph();
                switch (block.kind()) {
                    case TITLE -> paragraph.setStyle("Heading1");
                    case HEADING -> paragraph.setStyle("Heading2");
                    default -> {}
                }
                paragraph.createRun().setText(block.text());
            }
            return bytes(document, blocks);
        }
    }

    private static void addHeadingStyle(XWPFStyles styles, int level) {
        CTStyle style = CTStyle.Factory.newInstance();
        style.setStyleId("Heading" + level);
        style.addNewName().setVal("heading " + level);
        style.setType(STStyleType.PARAGRAPH);
        styles.addStyle(new XWPFStyle(style));
    }

    /** A slide for the title and what follows it, and one for each heading. */
    static byte[] pptx(List<Block> blocks) throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            XSLFTextShape body = null;
            for (Block block : blocks) {
                switch (block.kind()) {
                    case TITLE, HEADING -> {
                        XSLFSlide slide = show.createSlide(
                                show.getSlideMasters().get(0).getLayout(SlideLayout.TITLE_AND_CONTENT));
                        slide.getPlaceholder(0).setText(block.text());
                        body = slide.getPlaceholder(1);
                        body.clearText();
                    }
                    default -> body.addNewTextParagraph().addNewTextRun().setText(block.text());
                }
            }
            return bytes(show, blocks);
        }
    }

    /** A sheet for each heading. */
    static byte[] xlsx(List<Block> blocks) throws IOException {
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            XSSFSheet sheet = null;
            for (Block block : blocks) {
                switch (block.kind()) {
                    case TITLE -> {}
                    case HEADING -> sheet = workbook.createSheet(block.text());
                    default -> addRow(sheet, block.cells());
                }
            }
            return bytes(workbook, blocks);
        }
    }

    private static void addRow(XSSFSheet sheet, List<String> cells) {
        var row = sheet.createRow(sheet.getPhysicalNumberOfRows());
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (cell.matches("\\d+")) {
                row.createCell(i).setCellValue(Double.parseDouble(cell));
            } else {
                row.createCell(i).setCellValue(cell);
            }
        }
    }

    private static byte[] bytes(POIXMLDocument document, List<Block> blocks) throws IOException {
        CoreProperties properties = document.getProperties().getCoreProperties();
        properties.setTitle(blocks.get(0).text());
        properties.setCreator("Anicut Water Users' Association");
        properties.setCreated(Optional.of(Date.from(SampleBuilder.DATE)));
        properties.setModified(Optional.of(Date.from(SampleBuilder.DATE)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.write(out);
        return Archives.withFixedTimes(out.toByteArray());
    }
}
