package dev.smoltulu.base.terminal;

import java.io.Console;

/**
 * Where progress is shown.
 *
 * @param interactive whether a line can be drawn over; where not, nothing but plain lines is written
 * @param columns     width of a line
 */
public record Terminal(boolean interactive, int columns) {

    private static final int DEFAULT_COLUMNS = 80;

    /** The terminal of this process. */
    public static Terminal detect() {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return new Terminal(!dumb && isTerminal(System.console()), columns(System.getenv("COLUMNS")));
    }

    /** Plain lines, as in a file or pipe. */
    public static Terminal none() {
        return new Terminal(false, DEFAULT_COLUMNS);
    }

    /** From JDK 22 a console exists without a terminal, and says so by a method that 17 does not have. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int columns(String text) {
        boolean number = text != null && text.matches("[1-9]\\d{1,3}");
        return number ? Integer.parseInt(text) : DEFAULT_COLUMNS;
    }
}
