package dev.smoltulu.base.terminal;

import dev.smoltulu.base.UserError;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGINT and SIGTERM as a request: every long phase polls {@link #requested}, saves and leaves with
 * {@link #exitCode}. A second signal ends the process at once.
 *
 * <p>Where SIGINT was ignored when the process was started it stays ignored, by Java and by convention: a shell without
 * job control arranges this for what it runs in the background, so that Ctrl-C stops only what is in the foreground.
 * SIGTERM is not affected.
 */
public final class StopSignal implements AutoCloseable {

    private static final int SIGNAL_EXIT_BASE = 128;

    private final AtomicInteger exitCode = new AtomicInteger();
    private final PrintStream messages;
    private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();

    private StopSignal(PrintStream messages) {
        this.messages = messages;
    }

    /**
     * Takes the two signals over until {@link #close}.
     *
     * @param messages where the first signal is acknowledged
     */
    public static StopSignal install(PrintStream messages) {
        StopSignal stop = new StopSignal(messages);
        try {
            for (String name : List.of("INT", "TERM")) {
                Signal signal = new Signal(name);
                stop.former.put(signal, Signal.handle(signal, stop::receive));
            }
        } catch (IllegalArgumentException taken) {
            stop.close();
            throw UserError.usage("signals cannot be handled (" + taken.getMessage() + "); start Java without -Xrs");
        }
        return stop;
    }

    private void receive(Signal signal) {
        int code = SIGNAL_EXIT_BASE + signal.getNumber();
        if (!exitCode.compareAndSet(0, code)) {
            Runtime.getRuntime().halt(code);
        }
        messages.println();
        messages.println("SIG" + signal.getName() + ": stopping; a second one stops at once");
    }

    /** Whether a signal has asked to save and stop. */
    public boolean requested() {
        return exitCode.get() != 0;
    }

    /** 130 after SIGINT, 143 after SIGTERM, 0 while none came. */
    public int exitCode() {
        return exitCode.get();
    }

    /** Puts the former handlers back. */
    @Override
    public void close() {
        former.forEach(Signal::handle);
        former.clear();
    }
}
