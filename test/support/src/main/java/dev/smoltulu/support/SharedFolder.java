package dev.smoltulu.support;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of reference models and numbers beside the repository. */
public final class SharedFolder {

    private SharedFolder() {}

    /** A path inside the folder; the test is skipped without the folder, and fails without it where CI=true. */
    public static Path resolve(String inside) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("shared/design.md"))) {
                return at.resolve("shared").resolve(inside);
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("the shared folder with reference models is missing");
        }
        Assumptions.abort("the shared folder with reference models is missing");
        throw new AssertionError();
    }
}
