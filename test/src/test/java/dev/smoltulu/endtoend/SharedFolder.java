package dev.smoltulu.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds the folder {@code shared} with real models and golden numbers beside or above the repository. */
final class SharedFolder {

    private SharedFolder() {
    }

    static Path path(String inside) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path shared = folder.resolve("shared");
            if (Files.isRegularFile(shared.resolve("design.md"))) {
                return shared.resolve(inside);
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail("no shared/design.md beside or above " + Path.of("").toAbsolutePath());
        }
        Assumptions.abort("skipped: no folder shared/ with the real models beside or above the repository");
        throw new AssertionError();
    }
}
