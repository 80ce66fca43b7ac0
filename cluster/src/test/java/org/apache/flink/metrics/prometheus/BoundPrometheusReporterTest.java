package org.apache.flink.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.junit.jupiter.api.Test;

class BoundPrometheusReporterTest {
    private static BoundPrometheusReporter reporter(String ports) {
        Properties properties = new Properties();
        properties.setProperty("port", ports);
        return new BoundPrometheusReporterFactory().createMetricReporter(properties);
    }

    @Test
    void showsMetricsOnLoopbackOnly() throws Exception {
        BoundPrometheusReporter reporter = reporter("0");
        try {
            reporter.open(new MetricConfig());
            SimpleCounter counter = new SimpleCounter();
            counter.inc(7);
            reporter.notifyOfAddedMetric(counter, "numSluices", new CanalGroup());
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + reporter.port() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).contains("flink_canal_numSluices 7.0");
            for (InetAddress other : otherAddresses()) {
                assertThatThrownBy(() -> new Socket(other, reporter.port()).close())
                        .isInstanceOf(IOException.class);
            }
        } finally {
            reporter.close();
        }
    }

    /** Of this machine, and the other loopback address, which a machine without a network has too. */
    private static List<InetAddress> otherAddresses() throws Exception {
        List<InetAddress> addresses = new ArrayList<>(NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList());
        addresses.add(InetAddress.getByName("::1"));
        return addresses;
    }

    @Test
    void takesTheFirstPortThatIsFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> reporter(Integer.toString(taken.getLocalPort())))
                    .hasMessageContaining("no port");
            BoundPrometheusReporter reporter = reporter(taken.getLocalPort() + ",0");
            assertThat(reporter.port()).isNotEqualTo(taken.getLocalPort());
            reporter.close();
        }
    }

    @Test
    void flinkFindsIt() {
        assertThat(ServiceLoader.load(MetricReporterFactory.class))
                .hasAtLeastOneElementOfType(BoundPrometheusReporterFactory.class);
    }

    private static final class CanalGroup extends UnregisteredMetricsGroup implements LogicalScopeProvider {
        @Override
        public String getLogicalScope(CharacterFilter filter) {
            return "canal";
        }

        @Override
        public String getLogicalScope(CharacterFilter filter, char delimiter) {
            return "canal";
        }

        @Override
        public MetricGroup getWrappedMetricGroup() {
            return this;
        }
    }
}
