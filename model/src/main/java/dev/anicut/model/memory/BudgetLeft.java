package dev.anicut.model.memory;

/**
 * What is left of a budget, less what is put aside for calls under way.
 *
 * @param usd in dollars, NaN where dollars are not limited or not known yet
 * @param tokens NaN where tokens are not limited or not known yet
 * @param share of all that may be spent, 0 to 1, of the two the smaller one; NaN where neither is
 */
public record BudgetLeft(double usd, double tokens, double share) {
    public static final BudgetLeft UNKNOWN = new BudgetLeft(Double.NaN, Double.NaN, Double.NaN);
}
