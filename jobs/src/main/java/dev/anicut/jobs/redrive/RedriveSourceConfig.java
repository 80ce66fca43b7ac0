package dev.anicut.jobs.redrive;

import dev.anicut.jobs.kafka.TopicRereader;
import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.sinks.postgres.PostgresConfig;
import java.io.Serializable;

/**
 * What the source of a redrive works with.
 *
 * @param postgres where the letters are
 * @param runId the redrive that took them
 * @param versioned whether a version field is configured: then the sequence of a parsed record holds the version that
 *     parsing puts in once more
 * @param files how files are read
 * @param topics null where no record has to be read from a topic
 */
public record RedriveSourceConfig(
        PostgresConfig postgres, String runId, boolean versioned, SourceConfig files, TopicRereader.Config topics)
        implements Serializable {}
