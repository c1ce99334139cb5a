package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.support.PosixSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that is killed, stopped or spread over processes is the study that was not. */
@Tag("slow")
final class SweepKillTest {

    @TempDir
    private static Path temp;

    private static StudyCommand straight;

    @BeforeAll
    static void runStraight() {
        straight = StudyCommand.on(temp, "straight");
        straight.finish();
    }

    /** Whether any file below the study's cells fits. */
    private static boolean any(StudyCommand study, Predicate<Path> fits) {
        Path cells = study.output().resolve("cells");
        if (!Files.isDirectory(cells)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(cells)) {
            return all.anyMatch(fits);
        } catch (IOException | UncheckedIOException changing) {
            return false; // files come and go while the study runs
        }
    }

    /** An evaluation is under way, or was: its answers go when its results are there. */
    private static boolean isOfAnEvaluation(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("answers_") || name.startsWith("results_");
    }

    private static long records(StudyCommand study) {
        try (Stream<Path> cells = Files.list(study.output().resolve("cells"))) {
            return cells.filter(cell -> Files.exists(cell.resolve("cell.json"))).count();
        } catch (IOException none) {
            return 0;
        }
    }

    private static void kill(StudyCommand study, Predicate<Path> moment, String... more) throws Exception {
        try (ChildRun child = study.start(more)) {
            child.await(() -> any(study, moment));
            assertEquals(137, child.kill());
        }
    }

    @Test
    void aStudyKilledAgainAndAgainIsTheOneThatWasNot() throws Exception {
        StudyCommand killed = StudyCommand.on(temp, "killed");
        kill(killed, file -> file.getFileName().toString().equals("checkpoint-4"));
        kill(killed, SweepKillTest::isOfAnEvaluation, "--resume");
        try (ChildRun child = killed.start("--resume")) {
            child.await(() -> records(killed) >= 3);
            child.kill();
        }
        killed.finish("--resume");
        StudyCommand.assertSame(straight, killed);
    }

    @Test
    void cellsInSeveralProcessesAreTheSameCells() throws Exception {
        StudyCommand spread = StudyCommand.on(temp, "spread");
        try (ChildRun child = spread.start("--jobs", "2")) {
            child.await(() -> any(spread, file -> file.getFileName().toString().equals("checkpoint-2")));
            assertEquals(137, child.kill(), "its children end by themselves");
        }
        try (ChildRun child = spread.start("--jobs", "2", "--resume")) {
            TrainingCommand.Outcome outcome = child.end();
            assertEquals(0, outcome.code(), outcome.out());
        }
        StudyCommand.assertSame(straight, spread);
    }

    @Test
    void aSignalSavesAndStops() throws Exception {
        StudyCommand study = StudyCommand.on(temp, "stopped").with("recipe.save_steps", "0");
        try (ChildRun child = study.start()) {
            child.await(() -> any(study, file -> file.getFileName().toString().equals("metrics.jsonl")));
            child.signal(PosixSignal.INT);
            TrainingCommand.Outcome outcome = child.end();
            assertEquals(130, outcome.code(), outcome.out());
            assertTrue(outcome.out().contains("continue with the same command and --resume"), outcome.out());
        }
        study.finish("--resume");
        StudyCommand.assertSame(straight, study);
    }
}
