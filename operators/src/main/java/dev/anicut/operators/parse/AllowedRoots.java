package dev.anicut.operators.parse;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Reason;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The folders that records may name files in, by {@link ClaimOptions#ALLOWED_ROOTS}. Decides by the address alone; for
 * local files {@link ClaimCheck} looks at links too.
 *
 * @param local absolute paths
 * @param remote addresses with a scheme, without a slash at the end
 */
record AllowedRoots(ArrayList<String> local, ArrayList<String> remote) implements Serializable {
    private static final String ACCEPTED = "the absolute path of a folder, or an address such as s3://bucket/folder, no"
            + " root of a disk and nothing from the web";
    private static final Set<String> WEB = Set.of("http", "https", "ftp", "ftps");
    private static final Pattern REMOTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/]*(/.*)?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    /** What another reader of the address might take for a dot, a slash, a backslash or the beginning of one. */
    private static final Pattern DISGUISED = Pattern.compile("(?i)\\\\|%2e|%2f|%5c|%25|\\p{Cntrl}");

    static AllowedRoots from(ReadableConfig config) {
        AllowedRoots roots = new AllowedRoots(new ArrayList<>(), new ArrayList<>());
        String given = config.get(ClaimOptions.ALLOWED_ROOTS);
        if (given != null) {
            for (String root : given.split(",", -1)) {
                roots.add(root.strip(), given);
            }
        }
        return roots;
    }

    private void add(String root, String given) {
        String trimmed = root.replaceFirst("/+$", "");
        try {
            if (isLocal(trimmed)) {
                String path = localPath(trimmed).toString();
                if (path.equals("/")) {
                    throw invalid(given);
                }
                local.add(path);
            } else {
                String address = remoteAddress(trimmed);
                if (WEB.contains(address.substring(0, address.indexOf(':')))) {
                    throw invalid(given);
                }
                remote.add(address);
            }
        } catch (Unparseable e) {
            throw invalid(given);
        }
    }

    private static InvalidSettingException invalid(String given) {
        return new InvalidSettingException(ClaimOptions.ALLOWED_ROOTS.key(), given, ACCEPTED);
    }

    boolean isEmpty() {
        return local.isEmpty() && remote.isEmpty();
    }

    /** The file that an address names if it is below a root: a local path, or an address in a file system of Flink's. */
    String resolve(String uri) throws Unparseable {
        boolean isLocal = isLocal(uri);
        String file = isLocal ? localPath(uri).toString() : remoteAddress(uri);
        List<String> roots = isLocal ? local : remote;
        if (roots.stream().noneMatch(root -> file.startsWith(root + "/"))) {
            throw outside();
        }
        return file;
    }

    static Unparseable outside() {
        return notAllowed("is under none of " + ClaimOptions.ALLOWED_ROOTS.key());
    }

    static boolean isLocal(String uri) {
        return uri.startsWith("/")
                || uri.regionMatches(true, 0, "file:", 0, 5)
                || !SCHEME.matcher(uri).matches();
    }

    private static Path localPath(String uri) throws Unparseable {
        Path path;
        try {
            // a bare path is meant as it stands; only in file: do escapes mean something
            path = uri.startsWith("/") ? Path.of(uri) : Path.of(URI.create(uri));
        } catch (InvalidPathException e) {
            throw notAllowed("cannot be a path");
        } catch (IllegalArgumentException e) {
            throw notAllowed("is neither an absolute path nor an address");
        }
        if (!path.normalize().equals(path)) {
            throw notAllowed("has . or .. in its path");
        }
        return path;
    }

    /** The address as Flink's own class reads it, which is what opens it. */
    private static String remoteAddress(String uri) throws Unparseable {
        if (!REMOTE.matcher(uri).matches()) {
            throw notAllowed("is neither an absolute path nor an address");
        }
        if (DISGUISED.matcher(uri).find()) {
            throw notAllowed("has characters or escapes in it that may hide another path");
        }
        for (String segment : uri.split("/", -1)) {
            // spaces at the end are cut off when the address is read
            if (segment.strip().equals("..") || segment.strip().equals(".")) {
                throw notAllowed("has . or .. in its path");
            }
        }
        URI read = new org.apache.flink.core.fs.Path(uri).toUri();
        String authority = read.getAuthority() == null ? "" : read.getAuthority();
        return read.getScheme().toLowerCase(Locale.ROOT) + "://" + authority + read.getPath();
    }

    private static Unparseable notAllowed(String why) {
        return new Unparseable(Reason.URI_NOT_ALLOWED, "the record has no text, and its uri " + why);
    }
}
