package dev.anicut.datasets;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import net.datafaker.Faker;

/** The words a data set is made of: drawn from Datafaker once for a seed, for it makes 50,000 a second at best. */
final class Vocabulary {
    private static final int DRAWS = 1_500;

    private final String[][] words = new String[Slot.values().length][];

    Vocabulary(long seed) {
        Faker faker = new Faker(Locale.ENGLISH, new Random(seed));
        for (Slot slot : Slot.values()) {
            words[slot.ordinal()] = draw(() -> slot.word.apply(faker));
        }
    }

    /** A gap in a sentence, and where its words come from. */
    enum Slot {
        PERSON(faker -> faker.name().firstName() + " " + faker.name().lastName()),
        COMPANY(faker -> faker.company().name()),
        CITY(faker -> faker.address().city()),
        COUNTRY(faker -> faker.address().country()),
        STREET(faker -> faker.address().streetAddress()),
        JOB(faker -> lower(faker.job().title())),
        INDUSTRY(faker -> lower(faker.company().industry())),
        PURSUIT(faker -> faker.company().bs()),
        SCHEME(faker -> lower(faker.company().catchPhrase())),
        PRODUCT(faker -> lower(faker.commerce().productName())),
        MATERIAL(faker -> lower(faker.commerce().material())),
        DEPARTMENT(faker -> lower(faker.commerce().department())),
        DISH(faker -> lower(faker.food().dish())),
        INGREDIENT(faker -> lower(faker.food().ingredient())),
        SPICE(faker -> lower(faker.food().spice())),
        VEGETABLE(faker -> lower(faker.food().vegetable())),
        ANIMAL(faker -> faker.animal().name()),
        TOOL(faker -> lower(faker.science().tool())),
        ELEMENT(faker -> lower(faker.science().element())),
        WEATHER(faker -> lower(faker.weather().description())),
        NOUN(faker -> faker.word().noun()),
        ADJECTIVE(faker -> faker.word().adjective()),
        ADVERB(faker -> faker.word().adverb()),
        UNIVERSITY(faker -> faker.university().name()),
        HOBBY(faker -> lower(faker.hobby().activity())),
        MOUNTAIN(faker -> faker.mountain().name()),
        MACHINE(faker -> lower(faker.construction().heavyEquipment())),
        TRADE(faker -> lower(faker.construction().trades())),
        COURSE(faker -> lower(faker.educator().course())),
        DISEASE(faker -> faker.disease().internalDisease());

        private final Function<Faker, String> word;

        Slot(Function<Faker, String> word) {
            this.word = word;
        }

        private static String lower(String text) {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    String[] of(Slot slot) {
        return words[slot.ordinal()];
    }

    private static String[] draw(Supplier<String> word) {
        Set<String> distinct = new LinkedHashSet<>();
        for (int i = 0; i < DRAWS; i++) {
            distinct.add(word.get().strip());
        }
        return distinct.stream().filter(text -> !text.isEmpty()).toArray(String[]::new);
    }
}
