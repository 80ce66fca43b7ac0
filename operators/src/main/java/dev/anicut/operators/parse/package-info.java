/**
 * The stage {@code parse}: turns what the sources read into documents.
 *
 * <p>JSON records and text files are parsed in place. All other files go to Apache Tika in a child process, which can
 * loop, run out of memory or crash without harm to the job. What cannot be parsed becomes a dead letter.
 *
 * <p>One rule for characters that PostgreSQL cannot store: NUL becomes U+FFFD in texts, titles, addresses and metadata,
 * and is counted in the metric {@code numReplacedCharacters}; in an id it makes the record a dead letter, since an
 * altered id would be another document's. A lone surrogate in a JSON record makes it a dead letter. In text that was
 * extracted from a file, which is an interpretation already, it becomes U+FFFD and is counted.
 */
package dev.anicut.operators.parse;
