package dev.anicut.operators.enrich;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;

/**
 * A model that is asked, and its price.
 *
 * @param model the server's name for it
 * @param price what it costs
 */
record Tier(String model, Price price) implements Serializable {

    /** Reads {@code MODEL=INPUT/OUTPUT} or {@code MODEL}; names of models may hold colons and slashes. */
    static Tier parse(String given) {
        int equals = given.lastIndexOf('=');
        String model = (equals < 0 ? given : given.substring(0, equals)).strip();
        if (model.isEmpty()) {
            throw invalid(given);
        }
        if (equals < 0) {
            return new Tier(model, new Price(0, 0));
        }
        String[] prices = given.substring(equals + 1).split("/", -1);
        if (prices.length != 2) {
            throw invalid(given);
        }
        return new Tier(model, new Price(price(prices[0], given), price(prices[1], given)));
    }

    private static double price(String text, String given) {
        try {
            double price = Double.parseDouble(text.strip());
            if (price >= 0 && Double.isFinite(price)) {
                return price;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(given);
    }

    private static InvalidSettingException invalid(String given) {
        return new InvalidSettingException(
                EnrichOptions.TIERS.key(), given, "MODEL or MODEL=INPUT/OUTPUT with prices in dollars per million");
    }
}
