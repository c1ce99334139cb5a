package dev.smoltulu.sweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bare containers have no fonts, and Java draws no text then. */
final class NoFontsTest {

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutFontsEverythingButPixelsIsWritten() throws Exception {
        Path fonts = Files.writeString(
                folder.resolve("fonts.conf"),
                "<fontconfig><dir>" + folder.resolve("none") + "</dir><cachedir>" + folder.resolve("cache")
                        + "</cachedir></fontconfig>");
        // The home is another one because Java remembers there which fonts it found.
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.resolve("report").toString());
        java.environment().put("FONTCONFIG_FILE", fonts.toString());
        Process process = java.redirectErrorStream(true).start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("has the plots as SVG only: Java finds no fonts"), output);
        assertTrue(Files.size(folder.resolve("report/report.html")) > 10_000);
        try (Stream<Path> plots = Files.list(folder.resolve("report/plots"))) {
            List<String> names =
                    plots.map(file -> file.getFileName().toString()).sorted().toList();
            assertTrue(names.contains("sums-contour.svg"), names.toString());
            assertTrue(names.stream().noneMatch(name -> name.endsWith(".png")), names.toString());
        }
    }

    /** Writes a report and prints what it warns of. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            StudyReport report = StudyReport.write(
                    MadeStudy.grid(List.of(1e-4, 1e-3, 1e-2), List.of(4L, 8L), 1), Path.of(arguments[0]));
            System.out.println(report.warning().orElse("no warning"));
        }
    }
}
