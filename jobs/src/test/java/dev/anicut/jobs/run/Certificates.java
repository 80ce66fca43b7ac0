package dev.anicut.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test's own and one server's certificate by it, for {@code localhost}; by keytool. */
final class Certificates {
    /** Of all stores. */
    static final String PASSWORD = "planted-store-password";

    private static final String SERVER = "server";
    private static final String AUTHORITY = "authority";
    private static final String TRUSTED = "trusted";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    static Certificates make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Certificates made = new Certificates(Files.createDirectories(folder));
        made.keytool(AUTHORITY, "-genkeypair", "-keyalg", "EC", "-dname", "CN=Authority", "-ext", "bc:c");
        made.keytool(AUTHORITY, "-exportcert", "-rfc", "-file", made.authority().toString());
        made.keytool(SERVER, "-genkeypair", "-keyalg", "EC", "-dname", "CN=Server");
        Path request = folder.resolve("server.csr");
        made.keytool(SERVER, "-certreq", "-file", request.toString());
        String[] sign = {"-gencert", "-rfc", "-ext", "san=dns:localhost", "-infile", request.toString()};
        made.keytool(AUTHORITY, with(sign, "-outfile", made.certificate().toString()));
        made.writeKey();
        // a server shows the whole chain
        made.importInto(SERVER, AUTHORITY, made.authority());
        made.importInto(SERVER, SERVER, made.certificate());
        made.importInto(TRUSTED, AUTHORITY, made.authority());
        return made;
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The authority's certificate, in PEM. */
    Path authority() {
        return folder.resolve("authority.crt");
    }

    /** The server's certificate, in PEM. */
    Path certificate() {
        return folder.resolve("server.crt");
    }

    /** The server's key, in PEM. */
    Path key() {
        return folder.resolve("server.key");
    }

    /** The server's key and certificates, in PKCS12. */
    Path keyStore() {
        return store(SERVER);
    }

    /** The authority, in PKCS12, for clients. */
    Path trustStore() {
        return store(TRUSTED);
    }

    private Path store(String alias) {
        return folder.resolve(alias + ".p12");
    }

    private void importInto(String store, String alias, Path certificate) throws IOException, InterruptedException {
        run(store, "-importcert", "-noprompt", "-alias", alias, "-file", certificate.toString());
    }

    private void keytool(String alias, String... arguments) throws IOException, InterruptedException {
        run(alias, with(arguments, "-alias", alias));
    }

    private void run(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(store).toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    private void writeKey() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store(SERVER))) {
            store.load(file, PASSWORD.toCharArray());
        }
        byte[] key = store.getKey(SERVER, PASSWORD.toCharArray()).getEncoded();
        // a server refuses a key that others may read
        Files.createFile(key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                key(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
