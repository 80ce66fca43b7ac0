package dev.anicut.sinks.postgres;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flyway's log without its chatter: it tells the database's address as it stands, with whatever secrets are in it, where
 * it informs; what it warns of and what goes wrong is passed on.
 */
public final class MigrationLog implements LogCreator {
    @Override
    public Log createLogger(Class<?> of) {
        Logger log = LoggerFactory.getLogger(of);
        return new Log() {
            @Override
            public void debug(String message) {}

            @Override
            public void info(String message) {}

            @Override
            public void notice(String message) {}

            @Override
            public void warn(String message) {
                log.warn(message);
            }

            @Override
            public void error(String message) {
                log.error(message);
            }

            @Override
            public void error(String message, Exception e) {
                log.error(message, e);
            }
        };
    }
}
