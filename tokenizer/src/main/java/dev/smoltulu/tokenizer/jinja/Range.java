package dev.smoltulu.tokenizer.jinja;

import java.util.AbstractList;

/** A Python range. */
final class Range extends AbstractList<Object> {

    private static final int MAX_SIZE = 100_000;

    private final long start;
    private final long stop;
    private final long step;
    private final int size;

    Range(long start, long stop, long step) {
        if (step == 0) {
            throw TemplateException.fault("range() needs a step that is not 0");
        }
        double count = Math.ceil(((double) stop - start) / step);
        if (count > MAX_SIZE) {
            throw Budget.limit("range() has more than " + MAX_SIZE + " numbers");
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.size = (int) Math.max(0, count);
    }

    @Override
    public Object get(int index) {
        return start + index * step;
    }

    @Override
    public int size() {
        return size;
    }

    String written() {
        return "range(" + start + ", " + stop + (step == 1 ? ")" : ", " + step + ")");
    }
}
