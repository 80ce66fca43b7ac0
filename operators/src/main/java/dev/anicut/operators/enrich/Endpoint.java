package dev.anicut.operators.enrich;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where a server is, and the key that it asks for.
 *
 * @param url its base URL, perhaps with a query, which goes along with each request
 * @param key null if there is none
 */
record Endpoint(String url, String key) implements Serializable {
    private static final String CHAT = "/chat/completions";
    private static final Pattern SECRET =
            Pattern.compile("(^|&)[^=]*(key|token|secret|password|sig)[^=]*=", Pattern.CASE_INSENSITIVE);

    /** @return null if no URL is set */
    static Endpoint from(ReadableConfig config) {
        String url = config.get(EnrichOptions.URL);
        return url == null ? null : new Endpoint(checked(url), key(config));
    }

    /** Where questions are put. */
    URI chatUri() {
        return at(CHAT);
    }

    URI modelsUri() {
        return at("/models");
    }

    private URI at(String path) {
        int query = url.indexOf('?');
        String base = query < 0 ? url : url.substring(0, query);
        if (base.endsWith(CHAT)) {
            base = base.substring(0, base.length() - CHAT.length());
        }
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(plain + path + (query < 0 ? "" : url.substring(query)));
    }

    /** Puts the key into a request; Azure, whose addresses name a version, reads it from a header of its own. */
    void authorize(HttpRequest.Builder request) {
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
            if (url.contains("api-version=")) {
                request.header("api-key", key);
            }
        }
    }

    /** What the server's words may be shown as: some repeat the key that they refuse. */
    String withoutKey(String said) {
        return key == null ? said : said.replace(key, "******");
    }

    private static String key(ReadableConfig config) {
        String key = config.getOptional(EnrichOptions.KEY).map(String::strip).orElse("");
        if (key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            // the client that refuses it would show it
            throw new InvalidSettingException(
                    EnrichOptions.KEY.key() + ": a key is one word of ASCII characters, and this one is not");
        }
        return key.isEmpty() ? null : key;
    }

    private static String checked(String url) {
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                            && SECRET.matcher(uri.getRawQuery()).find()) {
                throw new InvalidSettingException(EnrichOptions.URL.key() + ": a user, password or key in the URL is"
                        + " not used, and would be shown: the key goes into " + EnrichOptions.KEY.key());
            }
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawFragment() == null) {
                return url.strip();
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new InvalidSettingException(
                EnrichOptions.URL.key(), url, "a URL like http://localhost:11434/v1 or https://api.openai.com/v1");
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return url;
    }
}
