package dev.smoltulu.data;

/** Rows that were read and tokenised, in the order of the files. */
public interface Examples {

    /** Number of examples. */
    int size();

    /** SHA-256 (hex) over all that training sees of the examples, in order: equal exactly where training would be. */
    String contentHash();

    /** What became of the rows, in one line for people. */
    String summary();
}
