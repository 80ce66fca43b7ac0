package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.BudgetLeft;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Answers in {@code enrichments}, the account in {@code enrichment_spend}. */
public final class PostgresEnrichmentMemory implements EnrichmentMemory {
    private final RetryingConnection connection;
    private final NumberedUnits units;
    private final EnrichmentSpendRows spendRows;
    private final EnrichmentBudget budget;
    private volatile BudgetLeft left = BudgetLeft.UNKNOWN;

    private PostgresEnrichmentMemory(PostgresConfig config, String runId, EnrichmentBudget budget)
            throws SQLException, InterruptedException {
        this.connection = RetryingConnection.byKey(config, () -> {});
        String owner = UUID.randomUUID().toString();
        this.units = new NumberedUnits(connection, owner);
        this.spendRows = new EnrichmentSpendRows(runId, owner);
        this.budget = budget;
        connection.inTransaction(spendRows::bookWhatWasLost);
    }

    public static EnrichmentMemory.Factory factory(PostgresConfig config, String runId, EnrichmentBudget budget) {
        return () -> new PostgresEnrichmentMemory(config, runId, budget);
    }

    @Override
    public Map<EnrichmentKey, StoredAnswer> find(Collection<EnrichmentKey> keys)
            throws SQLException, InterruptedException {
        return keys.isEmpty() ? Map.of() : connection.inTransaction(open -> EnrichmentRows.find(open, keys));
    }

    @Override
    public void write(Collection<StoredAnswer> answers, Collection<Spend> spends)
            throws SQLException, InterruptedException {
        // one row a key, and keys in one order, whoever writes
        Map<String, StoredAnswer> rows = new TreeMap<>();
        answers.forEach(answer -> rows.put(answer.key().toString(), answer));
        Map<String, Spend> sums = new TreeMap<>();
        spends.forEach(spend -> sums.merge(spend.llm(), spend, Spend::plus));
        units.once(open -> {
            EnrichmentRows.write(open, rows.values());
            for (Spend sum : sums.values()) {
                spendRows.add(open, sum);
            }
            return null;
        });
    }

    @Override
    public List<Boolean> reserve(List<Reservation> reservations) throws SQLException, InterruptedException {
        return units.once(open -> reserve(open, reservations));
    }

    private List<Boolean> reserve(Connection open, List<Reservation> reservations) throws SQLException {
        EnrichmentSpendRows.Spent spent = spendRows.spentAlone(open, budget.perRun());
        long cost = spent.cost();
        long tokens = spent.tokens();
        List<Boolean> granted = new ArrayList<>();
        Map<String, Reservation> sums = new LinkedHashMap<>();
        for (Reservation asked : reservations) {
            boolean fits = cost + asked.cost() <= budget.cost() && tokens + asked.tokens() <= budget.tokens();
            granted.add(fits);
            if (fits) {
                cost += asked.cost();
                tokens += asked.tokens();
                sums.merge(
                        asked.llm(),
                        asked,
                        (a, b) -> new Reservation(a.llm(), a.tokens() + b.tokens(), a.cost() + b.cost()));
            }
        }
        for (Reservation sum : sums.values()) {
            spendRows.reserve(open, sum);
        }
        left = budget.after(cost, tokens);
        return granted;
    }

    @Override
    public BudgetLeft budgetLeft() {
        return left;
    }

    @Override
    public void close() {
        connection.close();
    }
}
