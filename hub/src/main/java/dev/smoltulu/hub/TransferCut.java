package dev.smoltulu.hub;

import java.io.IOException;

/** A body ended early; what had arrived is on disk. */
final class TransferCut extends IOException {
    private static final long serialVersionUID = 1L;

    private final long received;

    /** @param received bytes that this one transfer brought */
    TransferCut(String message, long received, IOException cause) {
        super(message, cause);
        this.received = received;
    }

    long received() {
        return received;
    }
}
