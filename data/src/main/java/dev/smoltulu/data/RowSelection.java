package dev.smoltulu.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How often each row of a source is used: whole repeats for every row, and one more for rows drawn by the seed. */
final class RowSelection {

    private final int repeats;
    private final boolean[] drawn;

    private RowSelection(int repeats, boolean[] drawn) {
        this.repeats = repeats;
        this.drawn = drawn;
    }

    /** Every row once. */
    static RowSelection all() {
        return new RowSelection(1, new boolean[0]);
    }

    /**
     * @param available rows of the source, at least 1
     * @param wanted    rows to use
     */
    static RowSelection draw(long available, long wanted, long seed) {
        int rows = Math.toIntExact(available);
        int left = (int) (wanted % available);
        boolean[] drawn = new boolean[rows];
        int[] order = new int[rows];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < left; i++) {
            int other = i + random.nextInt(rows - i);
            int picked = order[other];
            order[other] = order[i];
            drawn[picked] = true;
        }
        return new RowSelection(Math.toIntExact(wanted / available), drawn);
    }

    /** How often row {@code index}, counted from 0 over the files of the source, is used. */
    int times(long index) {
        return repeats + (index < drawn.length && drawn[(int) index] ? 1 : 0);
    }
}
