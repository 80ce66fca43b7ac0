package dev.anicut.jobs.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a topic says of documents that come, change, repeat, share their content, come late and go, and of some that are
 * broken: the same from the same seed.
 *
 * <p>In phases, since who brings a content first may not be a race if two runs are to be compared: a duplicate names a
 * content of an earlier phase.
 */
final class LifeScript {
    /** A record as it is produced. */
    record Sent(int partition, long timestamp, String key, String value) {}

    private static final int PHASES = 4;
    private static final long STEP_MS = 10;
    private static final int LONG_WORDS = 400;

    private final Random random = new Random(11);
    private final int partitions;
    private final long firstTimestamp;
    private final List<List<Sent>> phases = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final List<String> texts = new ArrayList<>();
    private List<String> earlierTexts = List.of();
    private int number;

    /** @param records of all phases; the first of them holds a tenth, new documents only, the others the same each */
    LifeScript(int records, int partitions) {
        this.partitions = partitions;
        // brokers delete what is old, and refuse what is of the future
        this.firstTimestamp = System.currentTimeMillis() - records * STEP_MS;
        int first = records / 10;
        for (int phase = 0; phase < PHASES; phase++) {
            List<Sent> sent = new ArrayList<>();
            int size = phase == 0 ? first : (records - first) / (PHASES - 1);
            while (sent.size() < size) {
                sent.add(phase == 0 ? fresh(text()) : any());
            }
            phases.add(sent);
            earlierTexts = List.copyOf(texts);
        }
    }

    int partitions() {
        return partitions;
    }

    /** Records of all phases. */
    long records() {
        return through(PHASES - 1);
    }

    List<Sent> phase(int index) {
        return phases.get(index);
    }

    /** Records up to the end of a phase. */
    long through(int index) {
        return phases.subList(0, index + 1).stream().mapToLong(List::size).sum();
    }

    private Sent any() {
        int dice = random.nextInt(1000);
        if (dice < 100) {
            return fresh(earlierTexts.get(random.nextInt(earlierTexts.size())));
        }
        String id = ids.get(random.nextInt(ids.size()));
        if (dice < 150) {
            return version(id, text());
        }
        if (dice < 200) {
            gone.add(id);
            return sent(id, next(id), null);
        }
        if (dice < 220) {
            return broken();
        }
        if (dice < 240 && !gone.contains(id)) {
            return sent(id, next(id), values.get(id));
        }
        if (dice < 260) {
            // between two versions that were there before
            return sent(id, newest.get(id) - 1, record(text()));
        }
        return fresh(text());
    }

    private Sent fresh(String text) {
        String id = "doc-" + number;
        ids.add(id);
        return version(id, text);
    }

    private Sent version(String id, String text) {
        gone.remove(id);
        values.put(id, record(text));
        return sent(id, next(id), values.get(id));
    }

    private Sent broken() {
        return switch (random.nextInt(4)) {
            case 0 -> sent("broken-" + number, time(), "{broken " + number);
            case 1 -> sent("no-text-" + number, time(), "{\"title\":\"" + number + "\"}");
            case 2 -> sent(null, time(), null);
            default -> sent("list-" + number, time(), "[" + number + "]");
        };
    }

    private long next(String id) {
        newest.put(id, time());
        return newest.get(id);
    }

    private long time() {
        return firstTimestamp + STEP_MS * number;
    }

    private Sent sent(String key, long timestamp, String value) {
        number++;
        return new Sent(Math.floorMod(key == null ? number : key.hashCode(), partitions), timestamp, key, value);
    }

    private String text() {
        StringBuilder text = new StringBuilder("Gate " + number + " of the canal stands open at noon.");
        if (number % 20 == 0) {
            for (int word = 0; word < LONG_WORDS; word++) {
                text.append(word % 12 == 0 ? " Weir " : " weir ").append(number + word);
                text.append(word % 12 == 11 ? "." : "");
            }
        }
        texts.add(text.toString());
        return text.toString();
    }

    private static String record(String text) {
        return "{\"title\":\"t\",\"text\":\"" + text + "\"}";
    }
}
