package dev.anicut.jobs.source;

/** How much there is to read: the files and their bytes as stored. */
public record InputSurvey(long files, long bytes) {}
