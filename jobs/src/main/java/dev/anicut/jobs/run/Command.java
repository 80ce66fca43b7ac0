package dev.anicut.jobs.run;

import dev.anicut.model.InvalidSettingException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command of a main: runs it and turns the way it ends into an exit code and one line for a person.
 *
 * <p>Exit codes: 0 done, 1 the job failed, 2 usage, 130 stopped by a signal before its end.
 */
@FunctionalInterface
public interface Command {
    /** SQLSTATE of a right that a role does not have. */
    String INSUFFICIENT_PRIVILEGE = "42501";

    /** SQLSTATE of a write on a server that only reads: a standby, or one set so. */
    String READ_ONLY = "25006";

    /** The driver's own log, which goes to standard error; its exceptions say the same. */
    java.util.logging.Logger DRIVER_LOG = java.util.logging.Logger.getLogger("org.postgresql");

    void run() throws Exception;

    static int exitCode(Command command) {
        Logger log = LoggerFactory.getLogger(Command.class);
        DRIVER_LOG.setLevel(java.util.logging.Level.OFF);
        try {
            command.run();
            return 0;
        } catch (InvalidSettingException e) {
            System.err.println("anicut: " + e.getMessage());
            return 2;
        } catch (StoppedException e) {
            System.err.println("anicut: " + e.getMessage());
            return StopSignal.EXIT_CODE;
        } catch (Exception e) {
            String setting = settingAmong(e);
            if (setting != null) {
                System.err.println("anicut: " + setting);
                return 2;
            }
            log.error("The command failed", e);
            System.err.println("anicut: " + explain(e));
            return 1;
        }
    }

    /** What the failure says about a setting, null if it comes from none. */
    private static String settingAmong(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof InvalidSettingException setting) {
                return setting.getMessage();
            }
            if (cause instanceof SQLException refused && READ_ONLY.equals(refused.getSQLState())) {
                return "postgres.url: a server that takes writes is needed; this one says: "
                        + refused.getMessage().lines().findFirst().orElse("");
            }
            if (cause instanceof SQLException refused && INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                return "postgres.user: the role may not do this; the server says: "
                        + refused.getMessage().lines().findFirst().orElse("");
            }
        }
        return null;
    }

    /** The failure in one line: the deepest cause says what happened, the others only where it passed. */
    static String explain(Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof FullDisk.RunEndedException) {
                return "the job failed: " + cause.getMessage();
            }
            if (FullDisk.isTold(cause)) {
                return "a disk is full ("
                        + cause.getMessage().lines().findFirst().orElse("")
                        + "); make room, then run the same command again";
            }
        }
        Throwable root = causes.get(causes.size() - 1);
        String message = root.getMessage() == null || root.getMessage().isBlank()
                ? root.getClass().getSimpleName()
                : root.getMessage().lines().findFirst().orElse("");
        return "the job failed: " + message;
    }

    /** The failure and what it comes from, outermost first. */
    static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
            causes.add(t);
        }
        return causes;
    }
}
