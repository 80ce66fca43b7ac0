package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.apache.flink.util.TimeUtils;

/** What a connection that cannot be made says about the settings, in one line and without secrets. */
final class ConnectFailure {
    /** Bytes that are none of PostgreSQL's protocol: something else answers. */
    private static final String PROTOCOL_VIOLATION = "08P01";

    private final PostgresConfig config;
    private final SQLException failure;
    private final String state;
    private final String said;

    private ConnectFailure(PostgresConfig config, SQLException failure) {
        this.config = config;
        this.failure = failure;
        this.state = failure.getSQLState() == null ? "" : failure.getSQLState();
        this.said = SqlStates.message(failure);
    }

    static InvalidSettingException of(PostgresConfig config, SQLException failure) {
        return new ConnectFailure(config, failure).asSetting();
    }

    private InvalidSettingException asSetting() {
        String user = config.user();
        if (state.equals("28P01")) {
            return new InvalidSettingException(
                    PostgresOptions.PASSWORD.key() + ": the server refuses the password of role '" + user + "'");
        }
        if (state.startsWith("28")) {
            return new InvalidSettingException(
                    PostgresOptions.USER.key(), user, "a role that may log in; the server says: " + said);
        }
        if (state.equals("3D000")) {
            return url("a database that exists; the server says: " + said);
        }
        if (said.contains("does not support SSL")) {
            return url("a server with TLS, as sslmode in the URL asks for; this one has none");
        }
        if (user == null && state.equals("08004") || config.password() == null && said.contains("password")) {
            return new InvalidSettingException(
                    PostgresOptions.PASSWORD.key(), null, "a password: the server asks for one");
        }
        if (answersOtherwise()) {
            return url("a PostgreSQL server; what listens there does not answer as one");
        }
        if (isTls()) {
            return url("a server that is trusted; TLS failed, see sslmode and sslrootcert in the URL: " + said);
        }
        return url("a server that can be reached; " + unreached());
    }

    private InvalidSettingException url(String expected) {
        return new InvalidSettingException(PostgresOptions.URL.key(), config.shownUrl(), expected);
    }

    /** The driver says of any answer but its own to the question for TLS that TLS failed, whatever sslmode is. */
    private boolean answersOtherwise() {
        Throwable cause = failure.getCause();
        return state.equals(PROTOCOL_VIOLATION)
                || cause instanceof EOFException
                || cause instanceof IOException && "Connection reset".equals(cause.getMessage());
    }

    /** The driver has no state of its own for it: it says SSL, or that a name could not be verified. */
    private boolean isTls() {
        return failure.getCause() instanceof SSLException
                || said.matches(".*\\b(SSL|hostnameverifier|sslrootcert|certificate)\\b.*");
    }

    private String unreached() {
        Throwable cause = failure.getCause();
        if (cause instanceof UnknownHostException) {
            return "there is no host of this name";
        }
        if (cause instanceof SocketTimeoutException || said.contains("timed out")) {
            return "there was no answer within " + TimeUtils.formatWithHighestUnit(config.connectTimeout()) + ", "
                    + PostgresOptions.CONNECT_TIMEOUT.key();
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            // the driver calls all of them refused
            return "the attempt says: " + cause.getMessage();
        }
        return "the attempt says: " + said;
    }
}
