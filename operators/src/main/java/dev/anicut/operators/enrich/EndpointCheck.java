package dev.anicut.operators.enrich;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Finds out before a job starts, and at no cost, whether a server answers and takes the key. */
public final class EndpointCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private EndpointCheck() {}

    /**
     * Asks for the server's list of models.
     *
     * @throws InvalidSettingException if there is no server, or it refuses the key. That it has no such list, or the model
     *     is not in it, says nothing: not every server keeps one
     */
    public static void check(EnrichConfig config) {
        if (config.isNone()) {
            return;
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(config.modelsUri()).timeout(TIMEOUT).GET();
        if (config.key() != null) {
            request.header("Authorization", "Bearer " + config.key());
        }
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new InvalidSettingException(ServerErrors.of(
                                response.statusCode(),
                                config.withoutKey(response.body()),
                                null,
                                null,
                                config.modelsUri())
                        .getMessage());
            }
        } catch (IOException e) {
            throw new InvalidSettingException(
                    EnrichOptions.URL.key(), config.url(), "the URL of a server that answers: " + said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidSettingException(EnrichOptions.URL.key() + ": interrupted while connecting");
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
