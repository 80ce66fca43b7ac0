package dev.anicut.llmdouble;

/** Decides what goes wrong with a request, in place of the configured shares; called on the double's one thread. */
@FunctionalInterface
public interface FaultChooser {

    /** The fault; null leaves it to the shares. */
    Fault choose(ChatRequest request);

    /**
     * The shares of a configuration: one draw for each seed, model, content and attempt, so that the same request has the
     * same fault in every run, and its repetition draws anew.
     */
    static Fault byShares(ChatRequest request, LlmDoubleConfig config) {
        boolean exempt = config.faultAttempts() > 0 && request.attempt() > config.faultAttempts();
        boolean otherModel =
                !config.faultModels().isEmpty() && !config.faultModels().contains(request.model());
        if (exempt || otherModel) {
            return Fault.NONE;
        }
        double left = Dice.share(config.seed(), "fault", request.model(), request.user(), request.attempt());
        for (Fault fault : Fault.values()) {
            left -= config.faults().getOrDefault(fault, 0.0);
            if (left < 0) {
                return fault;
            }
        }
        return Fault.NONE;
    }
}
