package dev.anicut.llmdouble;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A server on 127.0.0.1 that speaks OpenAI's chat-completions protocol and holds no language model. It answers out of the
 * words of the prompt, breaks what it is told to break, and logs every request.
 */
public final class LlmDouble implements Closeable {
    private static final System.Logger LOG = System.getLogger(LlmDouble.class.getName());

    private final RequestLog log;
    private final ChatService service;
    private final HttpLoop loop;

    private LlmDouble(LlmDoubleConfig config, int port, RequestLog log) throws IOException {
        this.log = log;
        service = new ChatService(config, log);
        try {
            loop = new HttpLoop(port, service);
        } catch (IOException e) {
            log.close();
            throw e;
        }
        service.runsOn(loop);
        loop.start();
        LOG.log(Level.INFO, "anicut-llm-double at " + url() + ": a test double, no language model");
    }

    /** Starts on a free port and logs in memory only. */
    public static LlmDouble start(LlmDoubleConfig config) throws IOException {
        return new LlmDouble(config, 0, new RequestLog(null, true));
    }

    /**
     * Starts on a port, and appends {@code requests.jsonl} and {@code ends.jsonl} in a directory.
     *
     * @param port 0 for a free one
     * @param logDirectory null for a log in memory only
     */
    public static LlmDouble start(LlmDoubleConfig config, int port, Path logDirectory) throws IOException {
        return new LlmDouble(config, port, new RequestLog(logDirectory, true));
    }

    /** Keeps its log in files only, so that it does not grow with the requests. */
    static LlmDouble startForLong(LlmDoubleConfig config, int port, Path logDirectory) throws IOException {
        return new LlmDouble(config, port, new RequestLog(logDirectory, false));
    }

    /** The base of the API, for example {@code http://127.0.0.1:8089/v1}. */
    public String url() {
        return "http://127.0.0.1:" + loop.port() + "/v1";
    }

    public URI statsUri() {
        return URI.create("http://127.0.0.1:" + loop.port() + "/double/stats");
    }

    public LlmDoubleConfig config() {
        return service.config();
    }

    /** Behaves otherwise from the next request on. */
    public void behave(LlmDoubleConfig config) {
        service.behave(config);
    }

    /** Lets faults be chosen for each request; null returns to the shares alone. */
    public void choose(FaultChooser chooser) {
        service.choose(chooser);
    }

    /** All requests since the start, in the order in which they came. */
    public List<LoggedRequest> requests() {
        return service.requests();
    }

    public LlmDoubleStats stats() {
        return service.stats();
    }

    /** What the log files of a directory hold, also those of a double that was killed. */
    public static List<LoggedRequest> readLog(Path logDirectory) throws IOException {
        return RequestLog.read(logDirectory);
    }

    /** Cuts all connections, those of held requests included. */
    @Override
    public void close() throws IOException {
        loop.close();
        log.close();
    }
}
