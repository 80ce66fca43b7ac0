package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
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

    String resolve(String key, String value) {
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
        } catch (IOException e) {
            throw new InvalidSettingException(key, "${file:" + path + "}", "the path of a readable file");
        }
    }

    /** What may be shown of a setting: a secret that stands in it is masked, a reference to one is not. */
    static String shown(String key, String given) {
        // a reference says where a secret is, and a resumed run has to find it again
        if (REFERENCE.matcher(given).matches()) {
            return given;
        }
        // a budget or limit of tokens is a number, not a secret
        boolean counts = key.endsWith("-tokens") || key.endsWith(".tokens");
        if (!counts && SECRET_KEY.matcher(key).matches() || GlobalConfiguration.isSensitive(key)) {
            return Settings.MASK;
        }
        String withoutUser = USER_INFO.matcher(given).replaceAll("$1" + Settings.MASK + "@");
        return SECRET_PARAMETER.matcher(withoutUser).replaceAll("$1" + Settings.MASK);
    }
}
