package dev.smoltulu.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server answered that another try may succeed: 408, 429 or 5xx. */
final class HubBusy extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    /** @param retryAfter how long the server asks to wait; null when it does not say */
    HubBusy(int status, Duration retryAfter) {
        super(status == 429 ? "too many requests (status 429)" : "the server is in trouble (status " + status + ")");
        this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
