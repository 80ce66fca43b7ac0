package dev.anicut.operators.parse;

import java.util.List;
import java.util.Map;

/**
 * What was found in a file.
 *
 * @param mediaType the type it turned out to have
 * @param title its title, or null
 * @param metadata what else is known of it, by name
 * @param text its text, never blank
 * @param replaced characters that had to be replaced by U+FFFD
 */
record Extract(String mediaType, String title, Map<String, List<String>> metadata, String text, int replaced) {}
