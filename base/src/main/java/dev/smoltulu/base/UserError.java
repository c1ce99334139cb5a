package dev.smoltulu.base;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something the user can put right: the message is one line that says what is wrong, where (file, row, key)
 * and what to do. The command line prints it alone, without a stack trace.
 *
 * <p>A message names a setting by its key between backquotes: {@code `max_length` must be at least 1}. What reads the
 * setting from elsewhere can name it in its own way ({@link #message}): the command line names its flag.
 */
public final class UserError extends RuntimeException {

    /** Why the program stops, as its exit code tells. */
    public enum Kind {
        /** The work was asked for correctly but failed: a broken file, a full disk. Exit code 1. */
        FAILED(1),
        /** The command line or the recipe is wrong. Exit code 2. */
        USAGE(2);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    private static final Pattern SETTING = Pattern.compile("`([a-z][a-z0-9_]*)`");

    private final Kind kind;
    private final String marked;

    private UserError(Kind kind, String marked, Throwable cause) {
        super(named(marked, UnaryOperator.identity()), cause);
        this.kind = kind;
        this.marked = marked;
    }

    private static String named(String marked, UnaryOperator<String> name) {
        String line = marked.replaceAll("\\s*\\R\\s*", " ");
        return SETTING.matcher(line).replaceAll(match -> Matcher.quoteReplacement(name.apply(match.group(1))));
    }

    /**
     * The message with every setting named as {@code name} has it; {@link #getMessage} names settings by their keys.
     *
     * @param name from a setting's key to its name
     */
    public String message(UnaryOperator<String> name) {
        return named(marked, name);
    }

    /** The work failed; exit code 1. */
    public static UserError failed(String message) {
        return new UserError(Kind.FAILED, message, null);
    }

    /** The work failed because of {@code cause}; exit code 1. */
    public static UserError failed(String message, Throwable cause) {
        return new UserError(Kind.FAILED, message, cause);
    }

    /** The command line or the recipe is wrong; exit code 2. */
    public static UserError usage(String message) {
        return new UserError(Kind.USAGE, message, null);
    }

    public Kind kind() {
        return kind;
    }

    public int exitCode() {
        return kind.exitCode;
    }
}
