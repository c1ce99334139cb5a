package dev.smoltulu.base;

/**
 * Something the user can put right: the message is one line that says what is wrong, where (file, row, key)
 * and what to do. The command line prints it alone, without a stack trace.
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

    private final Kind kind;

    private UserError(Kind kind, String message, Throwable cause) {
        super(message.replaceAll("\\s*\\R\\s*", " "), cause);
        this.kind = kind;
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
