package dev.smoltulu.tools.sweep;

import dev.smoltulu.base.threads.DaemonThreads;
import java.io.IOException;
import sun.misc.Signal;

/**
 * Ends this process with the one that started it: when standard input ends, it gets the signal that saves everything
 * and stops.
 */
public final class ParentWatch {

    /** System property that a parent sets; by hand a cell's standard input may well be empty. */
    public static final String PROPERTY = "smoltulu.parent";

    private ParentWatch() {}

    /** Begins to watch, where this process has a parent that asks for it. */
    public static void begin() {
        if (!Boolean.getBoolean(PROPERTY)) {
            return;
        }
        DaemonThreads.start("parent-watch", ParentWatch::watch);
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on the pipe; only its end counts.
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        Signal.raise(new Signal("TERM"));
    }
}
