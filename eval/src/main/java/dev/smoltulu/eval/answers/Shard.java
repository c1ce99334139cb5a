package dev.smoltulu.eval.answers;

import dev.smoltulu.base.UserError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of several equal parts of an evaluation, for a machine of its own. Parts are dealt out by forward passes and by
 * answers, so a part asks exactly what the whole would have asked.
 *
 * @param number from 1
 * @param count  of all parts
 */
public record Shard(int number, int count) {

    /** Everything. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})/([1-9]\\d{0,3})");

    public Shard {
        if (number < 1 || number > count) {
            throw new IllegalArgumentException(number + " of " + count);
        }
    }

    /**
     * Reads {@code NUMBER/COUNT}.
     *
     * @throws UserError usage, for anything else
     */
    public static Shard parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) > Integer.parseInt(form.group(2))) {
            throw UserError.usage("`shard` must be NUMBER/COUNT, such as 1/4 to 4/4, not \"" + text + "\"");
        }
        return new Shard(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    /** This part of {@code all}. */
    public <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size())
                .filter(index -> index % count == number - 1)
                .mapToObj(all::get)
                .toList();
    }

    /** The part of a file's name; empty for the whole. */
    String suffix() {
        return count == 1 ? "" : ".shard-" + number + "-of-" + count;
    }
}
