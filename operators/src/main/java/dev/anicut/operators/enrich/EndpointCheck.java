package dev.anicut.operators.enrich;

import dev.anicut.model.InvalidSettingException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out before a job starts, and at no cost, whether a server answers and takes the key. */
public final class EndpointCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Lists of models may be long, and are not read. */
    private static final BodyHandler<String> REFUSAL_ONLY =
            reply -> reply.statusCode() == 401 ? new BoundedBody(1 << 16).apply(reply) : BodySubscribers.replacing("");

    private EndpointCheck() {}

    /**
     * Asks for the server's list of models.
     *
     * @throws InvalidSettingException if there is no server, or it refuses the key. That it has no such list, the model is
     *     not in it, or the key may not read it, says nothing
     */
    public static void check(EnrichConfig config) {
        if (config.isNone()) {
            return;
        }
        Endpoint endpoint = config.endpoint();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.modelsUri()).GET();
        endpoint.authorize(request);
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build()
                    .sendAsync(request.build(), REFUSAL_ONLY)
                    // a request's own timeout ends at the headers
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (response.statusCode() == 401 && !response.body().contains("scope")) {
                throw new InvalidSettingException(ServerErrors.keyRefused(
                                response.statusCode(), endpoint.withoutKey(response.body()), endpoint.modelsUri())
                        .getMessage());
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new InvalidSettingException(
                    EnrichOptions.URL.key(), endpoint.url(), "the URL of a server that answers: " + said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidSettingException(EnrichOptions.URL.key() + ": interrupted while connecting");
        }
    }

    private static String said(Exception e) {
        if (e instanceof TimeoutException) {
            return "none after " + TIMEOUT.toSeconds() + " s";
        }
        Throwable cause = e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
