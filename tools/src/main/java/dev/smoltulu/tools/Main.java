package dev.smoltulu.tools;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.tools.cli.CommandParser;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Program;
import dev.smoltulu.tools.cli.StandardOutput;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.verbs.Help;
import dev.smoltulu.tools.verbs.VerbEntry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The {@code smoltulu} command: finds the verb, runs it, and says in one line what went wrong. */
public final class Main {

    private static final int DONE = 0;
    private static final int FAILED = 1;

    private static final Program PROGRAM = new Program() {
        @Override
        public int run(List<String> words, Console console) {
            return Main.run(words, console);
        }

        @Override
        public String mainClass() {
            return Main.class.getName();
        }
    };

    private Main() {}

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] words) {
        StandardOutput output = StandardOutput.ofProcess();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardOutput.charset());
        PrintStream out = output.stream();
        int code = run(List.of(words), new Console(out, err, Terminal.detect(), System.getenv()));
        out.flush();
        if (code == DONE && output.loss().isPresent()) {
            err.println("smoltulu: the output could not be written ("
                    + output.loss().get() + ")");
            code = FAILED;
        }
        System.exit(code);
    }

    /** This program, for verbs that run it again. */
    public static Program program() {
        return PROGRAM;
    }

    /**
     * Runs one command line within this process.
     *
     * @return 0 done; 1 failed; 2 the command line or recipe is wrong; 130 or 143 stopped by a signal, all saved
     */
    public static int run(List<String> words, Console console) {
        try {
            return dispatch(words, console);
        } catch (UserError error) {
            complain(console, error.message(FlagGroup.names(flags(words))), error);
            return error.exitCode();
        } catch (OutOfMemoryError full) {
            complain(
                    console,
                    "out of memory: the Java heap, which holds the rows, is full at "
                            + ByteCount.text(Runtime.getRuntime().maxMemory()) + "; give it more with "
                            + "SMOLTULU_JAVA_OPTS=-Xmx8g, or use fewer rows",
                    full);
            return FAILED;
        } catch (RuntimeException | Error bug) {
            complain(console, "unexpected " + describe(bug) + hint(console), bug);
            return FAILED;
        } finally {
            console.out().flush();
        }
    }

    private static int dispatch(List<String> words, Console console) {
        if (words.isEmpty() || words.get(0).equals("--help") || words.get(0).equals("-h")) {
            console.out().print(Help.overview(console.terminal().columns()));
            return DONE;
        }
        String first = words.get(0);
        List<String> rest = words.subList(1, words.size());
        if (first.equals("--version")) {
            console.out().println("smoltulu " + Version.current());
            return DONE;
        }
        if (first.equals("help")) {
            return dispatch(rest.isEmpty() ? List.of("--help") : List.of(rest.get(0), "--help"), console);
        }
        VerbEntry entry = VerbEntry.find(first);
        Verb verb = entry.create(PROGRAM);
        if (CommandParser.asksHelp(rest)) {
            console.out().print(Help.of(entry, verb, console.terminal().columns()));
            return DONE;
        }
        return verb.run(CommandParser.parse(entry.word(), verb, rest), console);
    }

    /** The flags of the verb that the words name, if they name one. */
    private static List<FlagGroup> flags(List<String> words) {
        return Arrays.stream(VerbEntry.values())
                .filter(entry -> entry.word().equals(words.isEmpty() ? "" : words.get(0)))
                .findFirst()
                .map(entry -> entry.create(PROGRAM).flags())
                .orElse(List.of());
    }

    private static String describe(Throwable bug) {
        String message = bug.getMessage();
        String name = bug.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message.replaceAll("\\s*\\R\\s*", " ");
    }

    private static String hint(Console console) {
        return console.isSet("SMOLTULU_DEBUG") ? "" : " (SMOLTULU_DEBUG=1 shows where)";
    }

    private static void complain(Console console, String message, Throwable cause) {
        console.out().flush();
        console.err().println("smoltulu: " + message);
        if (console.isSet("SMOLTULU_DEBUG")) {
            cause.printStackTrace(console.err());
        }
        console.err().flush();
    }
}
