package dev.smoltulu.tools.cli;

import java.util.List;

/** The program as a whole, for verbs that run it again: in this process, or in another process by its main class. */
public interface Program {

    /**
     * Runs one command line within this process.
     *
     * @param words what would follow {@code smoltulu}
     * @return 0 done; 1 failed; 2 the command line or recipe is wrong; 130 or 143 stopped by a signal, all saved
     */
    int run(List<String> words, Console console);

    /** The class whose {@code main} a Java process of this program starts with. */
    String mainClass();
}
