package dev.anicut.operators.embed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The models on the class path: resources of the LangChain4j model artifacts. */
enum BundledModel {
    ALL_MINILM_L6_V2_Q(Batching.SINGLE),
    /** Its vectors were bit for bit the same alone and in padded batches. */
    ALL_MINILM_L6_V2(Batching.PADDED);

    private final Batching batching;

    BundledModel(Batching batching) {
        this.batching = batching;
    }

    /** The name in settings, and of the resources. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Batching batching() {
        return batching;
    }

    static Optional<BundledModel> of(String code) {
        return Arrays.stream(values())
                .filter(model -> model.code().equals(code))
                .findFirst();
    }
}
