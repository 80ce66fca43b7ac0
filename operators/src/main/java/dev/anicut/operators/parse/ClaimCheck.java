package dev.anicut.operators.parse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.flink.core.fs.FileSystem;

/**
 * Reads the file that a record names in place of a text, if it is under one of the allowed roots. A local link that
 * leads out of them is refused; what is plugged in as a file system is trusted to keep to the address.
 */
final class ClaimCheck {
    private final AllowedRoots roots;
    private final FileParser files;
    private final int maxBytes;

    /** What was found in the file. */
    record Claimed(String title, String mediaType, ObjectNode metadata, String text, int replaced) {}

    ClaimCheck(ParseConfig config, FileParser files) {
        this.roots = config.roots();
        this.files = files;
        this.maxBytes = config.maxBytes();
    }

    Claimed redeem(String uri) throws Unparseable, InterruptedException {
        String file = roots.resolve(uri);
        String name = FileTypes.contentName(file);
        Extract extract = files.extract(read(file), name);
        return new Claimed(
                FileParser.title(extract, name),
                extract.mediaType(),
                files.metadata(extract),
                extract.text(),
                extract.replaced());
    }

    private byte[] read(String file) throws Unparseable {
        try (InputStream in = AllowedRoots.isLocal(file) ? openLocal(Path.of(file)) : openRemote(file)) {
            // one more than is parsed tells that there is more
            return in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new Unparseable(Reason.VANISHED, "the file that its uri names does not exist");
        } catch (IOException e) {
            throw new Unparseable(Reason.UNREADABLE, "the file that its uri names cannot be read: " + e);
        }
    }

    private InputStream openLocal(Path file) throws IOException, Unparseable {
        Path real = file.toRealPath();
        if (!isUnderARoot(real)) {
            throw AllowedRoots.outside();
        }
        // a pipe or a device might be read for ever
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new Unparseable(Reason.UNREADABLE, "what its uri names is no file");
        }
        return Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isUnderARoot(Path real) throws IOException {
        for (String root : roots.local()) {
            Path path = Path.of(root);
            if (Files.exists(path) && real.startsWith(path.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static InputStream openRemote(String file) throws IOException, Unparseable {
        var path = new org.apache.flink.core.fs.Path(file);
        FileSystem fileSystem = path.getFileSystem();
        if (fileSystem.getFileStatus(path).isDir()) {
            throw new Unparseable(Reason.UNREADABLE, "what its uri names is no file");
        }
        return fileSystem.open(path);
    }
}
