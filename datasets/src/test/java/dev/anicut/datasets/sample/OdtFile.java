package dev.anicut.datasets.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sets blocks as an OpenDocument text. */
final class OdtFile {
    private static final String MEDIA_TYPE = "application/vnd.oasis.opendocument.text";
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String NAMESPACES = " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
            + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
            + " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
            + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\"";

    private OdtFile() {}

    static byte[] write(List<Block> blocks) throws IOException {
        StringBuilder body = new StringBuilder();
        for (Block block : blocks) {
            String text = escape(block.text());
            body.append(
                    switch (block.kind()) {
                        case TITLE -> "<text:h text:outline-level=\"1\">" + text + "</text:h>";
                        case HEADING -> "<text:h text:outline-level=\"2\">" + text + "</text:h>";
                        case ITEM ->
                            "<text:list><text:list-item><text:p>" + text + "</text:p></text:list-item></text:list>";
                        default -> "<text:p>" + text + "</text:p>";
                    });
            body.append('\n');
        }
        String content = XML + "<office:document-content" + NAMESPACES + "><office:body><office:text>\n" + body
                + "</office:text></office:body></office:document-content>\n";
        String meta = XML + "<office:document-meta" + NAMESPACES + "><office:meta><dc:title>"
                + escape(blocks.get(0).text()) + "</dc:title><meta:creation-date>" + SampleBuilder.DATE
                + "</meta:creation-date></office:meta></office:document-meta>\n";
        String manifest = XML + "<manifest:manifest"
                + " xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">"
                + file("/", MEDIA_TYPE) + file("content.xml", "text/xml") + file("meta.xml", "text/xml")
                + "</manifest:manifest>\n";

        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("mimetype", bytes(MEDIA_TYPE));
        entries.put("META-INF/manifest.xml", bytes(manifest));
        entries.put("content.xml", bytes(content));
        entries.put("meta.xml", bytes(meta));
        return Archives.zip(entries);
    }

    private static String file(String path, String mediaType) {
        return "<manifest:file-entry manifest:full-path=\"" + path + "\" manifest:media-type=\"" + mediaType + "\"/>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
