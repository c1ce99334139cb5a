package dev.smoltulu.verifiers.math;

/** A text is no expression in LaTeX, or none that is understood. */
final class LatexException extends Exception {

    LatexException(String message) {
        super(message, null, false, false);
    }
}
