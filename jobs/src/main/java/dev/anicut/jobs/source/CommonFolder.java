package dev.anicut.jobs.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The deepest folder that holds all inputs. Ids are paths relative to it: files of the same name below two inputs are two
 * documents, and two files never share an id.
 */
final class CommonFolder {
    private CommonFolder() {}

    /** The folder, without a slash at its end. */
    static String of(List<InputRoot> inputs) {
        return String.join("/", common(inputs));
    }

    /** The inputs, each with its way down from the folder that holds them all. */
    static List<InputRoot> prefixed(List<InputRoot> inputs) {
        List<String> common = common(inputs);
        List<InputRoot> prefixed = new ArrayList<>(inputs.size());
        for (InputRoot input : inputs) {
            List<String> all = components(input);
            List<String> below = all.subList(common.size(), all.size());
            prefixed.add(new InputRoot(
                    input.given(),
                    input.root(),
                    input.glob(),
                    input.file(),
                    below.isEmpty() ? "" : String.join("/", below) + "/"));
        }
        return prefixed;
    }

    private static List<String> common(List<InputRoot> inputs) {
        List<String> common = components(inputs.get(0));
        for (InputRoot input : inputs) {
            List<String> other = components(input);
            int equal = 0;
            while (equal < Math.min(common.size(), other.size())
                    && common.get(equal).equals(other.get(equal))) {
                equal++;
            }
            common = common.subList(0, equal);
        }
        return common;
    }

    private static List<String> components(InputRoot input) {
        String folder = input.root();
        if (input.file()) {
            folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
        }
        while (folder.endsWith("/")) {
            folder = folder.substring(0, folder.length() - 1);
        }
        return List.of(folder.split("/", -1));
    }
}
