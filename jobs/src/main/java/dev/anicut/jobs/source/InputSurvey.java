package dev.anicut.jobs.source;

/**
 * How much there is to read.
 *
 * @param bytes of the files as stored
 * @param hidden files and folders that are left out because their names begin with . or _
 */
public record InputSurvey(long files, long bytes, long hidden) {}
