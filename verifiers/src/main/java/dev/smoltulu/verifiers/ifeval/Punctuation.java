package dev.smoltulu.verifiers.ifeval;

/** Instructions on punctuation. */
final class Punctuation {

    private Punctuation() {}

    /** No comma anywhere. */
    static Check noComma(Arguments arguments) {
        return response -> response.indexOf(',') < 0;
    }
}
