package dev.anicut.operators.enrich;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops calls while the endpoint is down, and lets a few try now and then whether it is back. Refusals (429) are no
 * outage.
 */
final class EndpointBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointBreaker.class);
    /** How often those who wait look whether they may try. */
    static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CircuitBreaker breaker;

    EndpointBreaker(Clock clock) {
        this.breaker = CircuitBreaker.of(
                "llm",
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .slidingWindow(40, 10, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(60)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .maxWaitDurationInHalfOpenState(Duration.ZERO)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(2), 2, Duration.ofSeconds(30)))
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "The language model's endpoint: {}",
                        switch (event.getStateTransition().getToState()) {
                            case OPEN -> "most calls fail, the stream waits";
                            case HALF_OPEN -> "trying whether it is back";
                            case CLOSED -> "it is back";
                            default -> event.getStateTransition().toString();
                        }));
    }

    boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    boolean tryEnter() {
        return breaker.tryAcquirePermission();
    }

    void succeeded() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable failure) {
        breaker.onError(0, TimeUnit.NANOSECONDS, failure);
    }

    /** A call that says nothing about the endpoint. */
    void left() {
        breaker.releasePermission();
    }
}
