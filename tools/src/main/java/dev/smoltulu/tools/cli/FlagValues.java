package dev.smoltulu.tools.cli;

import dev.smoltulu.base.UserError;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.commons.cli.CommandLine;

/** What a command line's flags hold, or one line that says what they should. */
public final class FlagValues {

    private FlagValues() {}

    /**
     * The value of a flag that the verb cannot do without.
     *
     * @param what        what the value is
     * @param placeholder what to write after it
     */
    public static String required(String verb, CommandLine line, String flag, String what, String placeholder) {
        if (!line.hasOption(flag)) {
            throw UserError.usage(verb + " lacks --" + flag + " (" + what + "); add --" + flag + " " + placeholder);
        }
        return line.getOptionValue(flag);
    }

    /** A whole number of at least {@code low}, if the flag is there. */
    public static OptionalInt atLeast(int low, CommandLine line, String flag) {
        return between(low, Integer.MAX_VALUE, line, flag);
    }

    /** A whole number from {@code low} to {@code high}, if the flag is there. */
    public static OptionalInt between(int low, int high, CommandLine line, String flag) {
        OptionalLong number = whole(low, high, line, flag);
        return number.isPresent() ? OptionalInt.of(Math.toIntExact(number.getAsLong())) : OptionalInt.empty();
    }

    /** A whole number of at least {@code low}, however large, if the flag is there. */
    public static OptionalLong longAtLeast(long low, CommandLine line, String flag) {
        return whole(low, Long.MAX_VALUE, line, flag);
    }

    private static OptionalLong whole(long low, long high, CommandLine line, String flag) {
        if (!line.hasOption(flag)) {
            return OptionalLong.empty();
        }
        String text = line.getOptionValue(flag);
        try {
            long number = Long.parseLong(text);
            if (number >= low && number <= high) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException notWhole) {
            // Said below, with those out of range.
        }
        boolean bounded = high != Integer.MAX_VALUE && high != Long.MAX_VALUE;
        String range = bounded ? " from " + low + " to " + high : low == Long.MIN_VALUE ? "" : " of at least " + low;
        throw UserError.usage("--" + flag + " must be a whole number" + range + ", not \"" + text + "\"");
    }
}
