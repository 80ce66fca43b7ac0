/** Topics as input: settings, what is checked before a job starts, and the source. */
package dev.anicut.jobs.kafka;
