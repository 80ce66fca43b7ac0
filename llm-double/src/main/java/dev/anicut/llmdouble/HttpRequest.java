package dev.anicut.llmdouble;

import java.util.Map;

/**
 * A request that was received whole.
 *
 * @param path without the query
 * @param headers by name in lower case; of repeated ones the last
 */
record HttpRequest(String method, String path, Map<String, String> headers, String body) {}
