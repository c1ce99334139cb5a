package dev.smoltulu.support;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Java process of its own on this one's class path. Its compiler stops at the first level, which starts fastest and
 * takes next to no native memory.
 */
public final class JavaProcess {

    private static final String FOREGROUND = "foreground";
    private static final String BACKGROUND = "background";

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
        return placed(FOREGROUND, main, words);
    }

    /** The same as if a script had started it in its background: SIGINT is ignored. */
    public static ProcessBuilder inBackground(Class<?> main, List<String> words) {
        return placed(BACKGROUND, main, words);
    }

    private static ProcessBuilder placed(String place, Class<?> main, List<String> words) {
        List<String> all = new ArrayList<>(List.of(place, main.getName()));
        all.addAll(words);
        return of(JavaProcess.class, all);
    }

    /** Handles SIGINT as the first argument says and runs the class that the second names, with those after it. */
    public static void main(String[] words) throws ReflectiveOperationException {
        if (words[0].equals(FOREGROUND)) {
            PosixSignal.INT.restore();
        } else {
            PosixSignal.INT.ignore();
        }
        Method main = Class.forName(words[1]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) Arrays.copyOfRange(words, 2, words.length));
    }
}
