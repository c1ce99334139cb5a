package dev.smoltulu.tools.cli;

import dev.smoltulu.tools.hub.DownloadProgress;
import dev.smoltulu.trainer.progress.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows downloads: one line drawn over on a terminal; elsewhere a plain line every ten seconds of a long file. */
final class DownloadLine implements DownloadProgress {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;

    private String file = "";
    private long shownNanos;

    DownloadLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(String name, long done, long total) {
        long now = nanoTime.getAsLong();
        boolean another = !name.equals(file);
        if (another) {
            file = name;
            shownNanos = terminal.interactive() ? now - REDRAW_NANOS : now;
        }
        boolean complete = done >= total;
        long quiet = now - shownNanos;
        if (terminal.interactive() && (complete || quiet >= REDRAW_NANOS)) {
            draw(text(name, done, total), complete);
            shownNanos = now;
        } else if (!terminal.interactive() && !complete && quiet >= PLAIN_NANOS) {
            out.println(text(name, done, total));
            shownNanos = now;
        }
    }

    /** A file that is complete leaves no line behind: the verb sums up what it brought. */
    private void draw(String text, boolean complete) {
        out.print(complete ? CLEAR_LINE
                : CLEAR_LINE + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
        out.flush();
    }

    private static String text(String name, long done, long total) {
        return String.format(Locale.ROOT, "downloading %s  %3d%%  %s of %s", name,
                total == 0 ? 100 : done * 100 / total, ByteCount.text(done), ByteCount.text(total));
    }
}
