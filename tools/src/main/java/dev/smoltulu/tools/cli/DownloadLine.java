package dev.smoltulu.tools.cli;

import dev.smoltulu.base.terminal.StatusLine;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.hub.DownloadProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows downloads, a file at a time. */
final class DownloadLine implements DownloadProgress {

    private final StatusLine line;
    private String file = "";

    DownloadLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.line = new StatusLine(out, terminal, nanoTime);
    }

    @Override
    public void advanced(String name, long done, long total) {
        if (!name.equals(file)) {
            file = name;
            line.begin();
        }
        if (done >= total) {
            line.clear();
        } else if (line.due()) {
            line.show(text(name, done, total));
        }
    }

    private static String text(String name, long done, long total) {
        return String.format(
                Locale.ROOT,
                "downloading %s  %3d%%  %s of %s",
                name,
                total == 0 ? 100 : done * 100 / total,
                ByteCount.text(done),
                ByteCount.text(total));
    }
}
