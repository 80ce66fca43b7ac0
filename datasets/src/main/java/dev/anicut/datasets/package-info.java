/** The generator of large data sets; its command is {@code scripts/generate.sh}. */
package dev.anicut.datasets;
