package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Iterator;

/**
 * Flink's reporter for Prometheus on one interface; its own is on all of them.
 *
 * <p>In Flink's package, for the registry that the metrics are in is for that package only.
 */
final class BoundPrometheusReporter extends AbstractPrometheusReporter {
    private final HTTPServer server;

    /** @param ports the first that is free is taken */
    BoundPrometheusReporter(String host, Iterator<Integer> ports) {
        IOException refused = null;
        HTTPServer started = null;
        while (started == null && ports.hasNext()) {
            try {
                started = new HTTPServer(new InetSocketAddress(host, ports.next()), registry, true);
            } catch (IOException e) {
                refused = e;
            }
        }
        if (started == null) {
            throw new IllegalStateException("no port of metrics.reporter.*.port can be had on " + host, refused);
        }
        server = started;
        log.info("Metrics for Prometheus on {}:{}.", host, server.getPort());
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.stop();
        super.close();
    }
}
