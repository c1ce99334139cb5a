package dev.smoltulu.support;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Java process of its own on this one's class path. Its compiler stops at the first level, which starts fastest and
 * takes next to no native memory.
 */
public final class JavaProcess {

    /** What a process does on SIGINT, which it inherits from where it was started. */
    private enum Interrupt {
        /** As on a terminal: it ends, or handles the signal. */
        DEFAULT(0),
        /** As in the background of a script. */
        IGNORED(1);

        private static final int SIGINT = 2;
        private final long handler;

        Interrupt(long handler) {
            this.handler = handler;
        }

        /** Java cannot do this itself: it leaves a signal alone that was ignored when the process was started. */
        void install() {
            if (!Platform.isWindows()) {
                Function.getFunction("c", "signal").invokeLong(new Object[] {SIGINT, handler});
            }
        }
    }

    private JavaProcess() {}

    /** A process that runs {@code main} with the arguments {@code words}, to be started. */
    public static ProcessBuilder of(Class<?> main, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    /** The same as if started on a terminal, wherever the tests were: SIGINT reaches it. */
    public static ProcessBuilder inForeground(Class<?> main, List<String> words) {
        return with(Interrupt.DEFAULT, main, words);
    }

    /** The same as if started in the background of a script: SIGINT is ignored. */
    public static ProcessBuilder inBackground(Class<?> main, List<String> words) {
        return with(Interrupt.IGNORED, main, words);
    }

    private static ProcessBuilder with(Interrupt interrupt, Class<?> main, List<String> words) {
        List<String> all = new ArrayList<>(List.of(interrupt.name(), main.getName()));
        all.addAll(words);
        return of(JavaProcess.class, all);
    }

    /** Runs the class that the second argument names, with those after it. */
    public static void main(String[] words) throws ReflectiveOperationException {
        Interrupt.valueOf(words[0]).install();
        var main = Class.forName(words[1]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) Arrays.copyOfRange(words, 2, words.length));
    }
}
