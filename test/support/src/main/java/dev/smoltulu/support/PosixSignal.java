package dev.smoltulu.support;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * Signals by the C library: Java cannot send SIGINT, and leaves a signal alone that was ignored when its process was
 * started.
 */
public enum PosixSignal {
    INT(2),
    TERM(15);

    private static final long DEFAULT = 0;
    private static final long IGNORE = 1;

    private final int number;

    PosixSignal(int number) {
        this.number = number;
    }

    /** Sends it to a process that has not ended yet. */
    public void send(Process process) {
        int result = function("kill").invokeInt(new Object[] {Math.toIntExact(process.pid()), number});
        if (result != 0) {
            throw new AssertionError(this + " does not reach process " + process.pid());
        }
    }

    /** Lets it end this process again, or reach a handler that is installed later. Does nothing on Windows. */
    public void restore() {
        handle(DEFAULT);
    }

    /** Ignores it in this process. Does nothing on Windows. */
    public void ignore() {
        handle(IGNORE);
    }

    private void handle(long handler) {
        if (!Platform.isWindows()) {
            function("signal").invokeLong(new Object[] {number, handler});
        }
    }

    private static Function function(String name) {
        return Function.getFunction("c", name);
    }
}
