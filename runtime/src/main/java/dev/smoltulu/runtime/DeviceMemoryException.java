package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;

/** A device's memory does not hold what was asked for: the cause of the {@link UserError} that says so. */
public final class DeviceMemoryException extends RuntimeException {

    DeviceMemoryException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether this is what {@code error} tells. */
    public static boolean causes(UserError error) {
        return error.getCause() instanceof DeviceMemoryException;
    }
}
