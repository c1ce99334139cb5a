package dev.smoltulu.tools.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;

/** A word after {@code smoltulu} and what it does. */
public interface Verb {

    /** What follows the verb on its usage line. */
    String synopsis();

    /** Its flags as the help shows them; the first group holds what a first-time user needs. */
    List<FlagGroup> flags();

    /** Whether words that are not flags may follow. */
    default boolean takesWords() {
        return false;
    }

    /** Paragraphs under the flags: rules that hold for several of them. */
    default List<String> notes() {
        return List.of();
    }

    /** Whole command lines to copy. */
    default List<String> examples() {
        return List.of();
    }

    /**
     * Does the work.
     *
     * @param line    flags and words, none of them unknown or twice
     * @return the exit code
     * @throws dev.smoltulu.base.UserError for everything that the user can put right
     */
    int run(CommandLine line, Console console);
}
