package dev.smoltulu.deploy.export;

import java.util.Arrays;
import java.util.List;

/** Where rows of a batch that are shorter than others are filled up. */
enum Padding {
    /** As transformers.js and Optimum do. */
    LEFT,
    /** What graphs need that take row lengths from the mask. */
    RIGHT;

    /**
     * The inputs of one pass over rows of different lengths.
     *
     * @param ids       [rows, longest]
     * @param mask      [rows, longest]
     * @param positions [rows, longest]
     */
    record Batch(long[][] ids, long[][] mask, long[][] positions) {}

    /** A first pass over whole rows. */
    Batch prefill(List<int[]> rows) {
        int longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
        Batch batch = new Batch(
                new long[rows.size()][longest], new long[rows.size()][longest], new long[rows.size()][longest]);
        for (int r = 0; r < rows.size(); r++) {
            int start = start(rows.get(r).length, longest);
            for (int i = 0; i < rows.get(r).length; i++) {
                batch.ids[r][start + i] = rows.get(r)[i];
                batch.mask[r][start + i] = 1;
                batch.positions[r][start + i] = i;
            }
        }
        return batch;
    }

    /**
     * A pass over one more token a row.
     *
     * @param lengths each row's tokens before it
     * @param width   columns before it: the longest row's
     */
    Batch next(long[] tokens, int[] lengths, int width) {
        int rows = tokens.length;
        Batch batch = new Batch(new long[rows][1], new long[rows][width + 1], new long[rows][1]);
        for (int r = 0; r < rows; r++) {
            batch.ids[r][0] = tokens[r];
            batch.positions[r][0] = lengths[r];
            int start = start(lengths[r] + 1, width + 1);
            Arrays.fill(batch.mask[r], start, start + lengths[r] + 1, 1);
        }
        return batch;
    }

    /** The column of a row's first token. */
    int start(int length, int longest) {
        return this == LEFT ? longest - length : 0;
    }
}
