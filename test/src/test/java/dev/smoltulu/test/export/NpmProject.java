package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** transformers.js and what it needs, in the build's folder, with the programs of the tests beside them. */
record NpmProject(Path folder) {

    private static final long TIMEOUT_SECONDS = 600;

    /** The pinned packages; without Node or its registry the test is skipped. */
    static NpmProject installed() throws IOException, InterruptedException {
        NpmProject project = new NpmProject(Path.of(System.getProperty("basedir", ""), "target", "transformers-js")
                .toAbsolutePath());
        Files.createDirectories(project.folder);
        for (String name : List.of("package.json", "package-lock.json", "generate.mjs", "generate.html")) {
            try (var resource = NpmProject.class.getResourceAsStream("/transformers-js/" + name)) {
                Files.copy(resource, project.folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.isDirectory(project.folder.resolve("node_modules/@huggingface/transformers"))) {
            return project;
        }
        try {
            project.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        } catch (IOException | AssertionError unavailable) {
            Assumptions.abort("Node 20 with npm and its registry are needed: " + unavailable.getMessage());
        }
        return project;
    }

    /** The lines that a command prints, which must succeed. */
    List<String> run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run", ".out");
        Path errors = Files.createTempFile(folder, "run", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command[0] + " did not end in " + TIMEOUT_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            assertEquals(0, process.exitValue(), Files.readString(errors));
            return new ArrayList<>(Files.readAllLines(output));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}
