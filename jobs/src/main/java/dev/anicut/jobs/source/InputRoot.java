package dev.anicut.jobs.source;

import java.io.Serializable;

/**
 * One of the inputs that {@code source.path} names.
 *
 * @param given the input as the user gave it
 * @param root the absolute path of the file or folder, or of the folder above a glob
 * @param glob what paths below the root must match, or null
 * @param file whether the root is a file
 * @param prefix what stands before the paths below it to make ids that no other input has; empty, or ending in a slash
 */
record InputRoot(String given, String root, String glob, boolean file, String prefix) implements Serializable {

    static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_");
    }

    String fileName() {
        return root.substring(root.lastIndexOf('/') + 1);
    }
}
