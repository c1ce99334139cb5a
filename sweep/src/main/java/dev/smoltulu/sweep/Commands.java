package dev.smoltulu.sweep;

import java.io.PrintStream;
import java.util.List;

/** The program's command line. A study runs its cells by it, so whatever trains by a command can be swept. */
@FunctionalInterface
public interface Commands {

    /**
     * Runs what would follow {@code smoltulu}.
     *
     * @param out results
     * @param err progress, and of what fails a last line that says why
     * @return the exit code: 0 done; 1 failed; 2 the words or the recipe are wrong; 130 or 143 stopped, all saved
     */
    int run(List<String> words, PrintStream out, PrintStream err);
}
