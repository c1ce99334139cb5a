package dev.smoltulu.base.python;

/**
 * A text that a regular expression can be stopped on: reading it fails once the reading thread is interrupted. Java's
 * matcher has no other way out of a search that takes exponential time.
 */
record InterruptibleText(String text) implements CharSequence {

    /** Thrown into the matcher; the thread stays interrupted. */
    static final class Interrupted extends RuntimeException {

        private Interrupted() {
            super("interrupted in a search for a regular expression", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
