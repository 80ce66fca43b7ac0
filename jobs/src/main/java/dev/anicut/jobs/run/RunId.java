package dev.anicut.jobs.run;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Names of runs: the job, the second it started in UTC, and four random digits. */
final class RunId {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunId() {}

    static String of(String job, Instant started) {
        byte[] random = new byte[2];
        new SecureRandom().nextBytes(random);
        return job + "-" + STAMP.format(started) + "-" + HexFormat.of().formatHex(random);
    }
}
