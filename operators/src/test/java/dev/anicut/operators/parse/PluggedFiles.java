package dev.anicut.operators.parse;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local disk under a scheme of its own, as Flink finds plugged-in file systems. */
public final class PluggedFiles implements FileSystemFactory {
    @Override
    public String getScheme() {
        return "plugged";
    }

    @Override
    public FileSystem create(URI uri) {
        return new LocalFileSystem();
    }
}
