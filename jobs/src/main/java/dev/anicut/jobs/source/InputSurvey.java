package dev.anicut.jobs.source;

/**
 * How much there is to read.
 *
 * @param bytes of the files as stored
 * @param hidden files and folders that are left out because their names begin with . or _
 * @param expected the files, for the run to hold what it lists against
 */
public record InputSurvey(long files, long bytes, long hidden, ExpectedFiles expected) {}
