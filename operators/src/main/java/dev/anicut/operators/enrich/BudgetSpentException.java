package dev.anicut.operators.enrich;

/** A call that is not made because it might cost more than is left. */
final class BudgetSpentException extends Exception {
    private static final long serialVersionUID = 1L;

    BudgetSpentException() {
        super("the budget is spent", null, false, false);
    }
}
