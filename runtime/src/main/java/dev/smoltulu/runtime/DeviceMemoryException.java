package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;

/** A GPU has too little memory: the cause of the {@link UserError} that says so. */
public final class DeviceMemoryException extends RuntimeException {

    DeviceMemoryException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether {@code error} was caused by too little memory of a GPU. */
    public static boolean causes(UserError error) {
        return error.getCause() instanceof DeviceMemoryException;
    }

    /** {@code error}, with {@code advice} on what to set differently where too little memory of a GPU was its cause. */
    public static UserError advised(UserError error, String advice) {
        return causes(error) ? UserError.failed(error.getMessage() + "; " + advice, error) : error;
    }
}
