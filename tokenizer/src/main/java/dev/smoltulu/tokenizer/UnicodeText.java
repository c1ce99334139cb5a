package dev.smoltulu.tokenizer;

/** The two ways to count the characters of a string: UTF-16 units (Java) and code points (the tokenizer). */
final class UnicodeText {

    private UnicodeText() {}

    /**
     * UTF-16 index of each code point of {@code text} and, last, its length: [code points + 1]; null where every
     * code point is one unit, so that both counts agree.
     */
    static int[] utf16Indices(String text) {
        int codePoints = text.codePointCount(0, text.length());
        if (codePoints == text.length()) {
            return null;
        }
        int[] indices = new int[codePoints + 1];
        int index = 0;
        for (int i = 0; i < codePoints; i++) {
            indices[i] = index;
            index = text.offsetByCodePoints(index, 1);
        }
        indices[codePoints] = text.length();
        return indices;
    }

    /** {@code text} with each surrogate that has no partner replaced by U+FFFD: the same length, valid Unicode. */
    static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            repaired = repaired == null ? new StringBuilder(text) : repaired;
            repaired.setCharAt(i, '\uFFFD');
        }
        return repaired == null ? text : repaired.toString();
    }
}
