/**
 * Builds the files of {@code datasets/sample} that cannot be written by hand out of the texts in
 * {@code datasets/src/sample}, and checks what the sample promises.
 */
package dev.anicut.datasets.sample;
