package dev.smoltulu.verifiers.math;

/** Computer algebra came to no answer. */
public final class AlgebraException extends Exception {

    AlgebraException(String message) {
        super(message);
    }
}
