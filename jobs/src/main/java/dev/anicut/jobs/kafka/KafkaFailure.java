package dev.anicut.jobs.kafka;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.KafkaConfig;
import dev.anicut.sinks.kafka.KafkaOptions;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** What a failure of Kafka's client says about the settings, in one line and without secrets. */
final class KafkaFailure {
    static final String NO_BROKER = "something listens there and gives no answer as a Kafka broker does: see"
            + " kafka.properties.security.protocol";

    private KafkaFailure() {}

    static InvalidSettingException of(Throwable failure, KafkaConfig connection) {
        SslAuthenticationException tls = cause(failure, SslAuthenticationException.class);
        AuthenticationException login = cause(failure, AuthenticationException.class);
        AuthorizationException forbidden = cause(failure, AuthorizationException.class);
        if (tls != null) {
            return new InvalidSettingException(
                    at(connection) + "TLS failed, see kafka.properties.ssl.*: " + line(root(tls)));
        }
        if (login != null) {
            return new InvalidSettingException(
                    at(connection) + "the broker refused the login, see kafka.properties.sasl.*: " + line(login));
        }
        if (forbidden != null) {
            return new InvalidSettingException(at(connection) + "the broker does not allow it: " + line(forbidden));
        }
        if (cause(failure, ConfigException.class) != null) {
            return new InvalidSettingException(KafkaOptions.PROPERTIES.key()
                    + ".*: Kafka's client does not accept them: " + line(cause(failure, ConfigException.class)));
        }
        if (cause(failure, TimeoutException.class) != null) {
            return new InvalidSettingException(
                    at(connection) + NO_BROKER + ", and the addresses that the brokers advertise");
        }
        // a file of keys that cannot be loaded, a login module that is not there
        return new InvalidSettingException(KafkaOptions.PROPERTIES.key() + ".*: " + line(root(failure)));
    }

    private static String at(KafkaConfig connection) {
        return KafkaOptions.BOOTSTRAP.key() + ": '" + connection.bootstrap() + "': ";
    }

    private static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String line(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage().lines().findFirst().orElse("");
    }
}
