package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Puts values from the environment ({@code ${env:NAME}}) and from files ({@code ${file:PATH}}) into settings, and says
 * which settings are secret.
 */
final class Secrets {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)\\}");

    /** What looks like a reference, whole or not: {@code ${word:}, or {@code ${WORD}} as a shell has it. */
    private static final Pattern ATTEMPT = Pattern.compile("\\$\\{(\\w[\\w-]*)(?::|\\})");

    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passphrase|secret|token|api-key|access-key"
                    // of Kafka's clients: logins, and a private key given in place of a file
                    + "|credential|jaas|keystore\\.key|user\\.info|llm\\.key).*");

    /** The password of {@code scheme://user:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^/@:?\\s]*:)[^/@\\s]*@");

    /** The value of a parameter of a URL, such as {@code ?user=u&password=p}. */
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)([?&][^=&\\s]*(?:password|secret|token|signature|credential)[^=&\\s]*=)[^&\\s]*");

    private final Map<String, String> environment;

    Secrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The value with what its references name, which is taken as it is, whatever it holds.
     *
     * @throws InvalidSettingException for a reference to nothing, and for what looks like one and is none
     */
    String resolve(String key, String value) {
        Matcher attempt = ATTEMPT.matcher(REFERENCE.matcher(value).replaceAll(""));
        if (attempt.find()) {
            throw new InvalidSettingException(key + ": " + mistaken(key, attempt)
                    + " refers to nothing, expected ${env:NAME} or ${file:PATH}; a value that holds such characters itself"
                    + " goes into the variable or file");
        }
        Matcher matcher = REFERENCE.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String found = matcher.group(1).equals("env")
                    ? fromEnvironment(key, matcher.group(2))
                    : fromFile(key, matcher.group(2));
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(found));
        }
        return matcher.appendTail(resolved).toString();
    }

    /** What was written, without what may be part of a secret. */
    private static String mistaken(String key, Matcher attempt) {
        return attempt.group().endsWith(":")
                ? "'${" + attempt.group(1) + ":…}'"
                : isSecret(key) ? "'${…}'" : "'" + attempt.group() + "'";
    }

    private String fromEnvironment(String key, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new InvalidSettingException(
                    key, "${env:" + name + "}", "the name of an environment variable that is set");
        }
        return value;
    }

    private static String fromFile(String key, String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new InvalidSettingException(key, "${file:" + path + "}", "the path of a readable file");
        }
    }

    /** What may be shown of a setting: a secret that stands in it is masked, a reference to one is not. */
    static String shown(String key, String given) {
        // a reference says where a secret is, and a resumed run has to find it again
        if (REFERENCE.matcher(given).matches()) {
            return given;
        }
        if (isSecret(key)) {
            return Settings.MASK;
        }
        String withoutUser = USER_INFO.matcher(given).replaceAll("$1" + Settings.MASK + "@");
        return SECRET_PARAMETER.matcher(withoutUser).replaceAll("$1" + Settings.MASK);
    }

    private static boolean isSecret(String key) {
        // a budget or limit of tokens is a number, not a secret
        boolean counts = key.endsWith("-tokens") || key.endsWith(".tokens");
        return !counts && SECRET_KEY.matcher(key).matches() || GlobalConfiguration.isSensitive(key);
    }
}
