package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be run is refused before anything is trained, all of it in one list. */
final class SweepBadInputTest {

    @TempDir
    private Path temp;

    private void assertRefused(StudyCommand study, String... names) {
        TrainingCommand.Outcome outcome = study.run();
        assertEquals(2, outcome.code(), outcome.err());
        for (String name : names) {
            assertTrue(
                    outcome.errorLines().stream().anyMatch(line -> line.contains(name)), name + " in " + outcome.err());
        }
        List<String> lines = outcome.errorLines();
        assertTrue(lines.get(lines.size() - 1).endsWith("listed above; nothing was trained"), outcome.err());
        assertFalse(Files.exists(study.output().resolve("cells")));
    }

    @Test
    void allMistakesAreInOneList() {
        assertRefused(
                StudyCommand.on(temp, "study")
                        .with("axes", "{\"learning_rate\": [1e-3, -1], \"lerning_rate\": [1], \"batch_size\": []}")
                        .with("colour", "1")
                        .with("evaluation.tasks", "[\"gsm9k\"]"),
                "'learning_rate'",
                "axis 'lerning_rate'",
                "axis 'batch_size'",
                "'colour'");
    }

    @Test
    void cellsThatCannotRunAreNamedTogether() {
        assertRefused(
                StudyCommand.on(temp, "study")
                        .with("axes", "{\"batch_size\": [4, 25, 64]}")
                        .with("evaluation.tasks", "[\"gsm9k\", \"no.json\"]"),
                "batch_size 25 is more than the 24 examples",
                "batch_size 64 is more than the 24 examples",
                "unknown task 'gsm9k'",
                "no.json: no such file");
    }

    @Test
    void cellsThatWouldSeeOtherRowsAreRefused() {
        assertRefused(
                StudyCommand.on(temp, "study").with("recipe.max_steps", "5"),
                "20 at batch_size 4, 60 at " + "batch_size 12");
        assertRefused(
                StudyCommand.on(temp, "study")
                        .with("axes", "{\"learning_rate\": [1e-3]}")
                        .with("recipe.batch_size", "4")
                        .with("recipe.num_train_epochs", "1.5")
                        .with("seeds", "[1, 2]"),
                "each seed would see other rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "recipe.model           | \"nowhere/at/all\"                        | nowhere",
                "recipe.data            | \"none.jsonl\"                            | none.jsonl: no such file",
                "recipe.max_lenth       | 4                                         | did you mean 'max_length'?",
                "config                 | \"none.json\"                             | neither a file nor a base",
                "verb                   | \"sfft\"                                  | one of sft, dpo, reward",
                "cells                  | [{\"learning_rate\": 1e-4, \"batch_size\": 4}] | twice",
                "evaluation.max_length  | 5000                                      | more than the 512 positions",
                "evaluation.measures    | [\"spread\"]                              | begins with eval_"
            })
    void aWrongEntryIsNamed(String path, String value, String names) {
        assertRefused(StudyCommand.on(temp, "study").with(path, value), names);
    }

    @Test
    void aRewardModelIsNotAskedTasks() {
        assertRefused(
                StudyCommand.on(temp, "study").with("verb", "\"reward\"").with("recipe.data", "\"none.jsonl\""),
                "cannot be asked of a reward model");
    }

    @Test
    void aTasksMetricMustBeOneOfIts() {
        assertRefused(
                StudyCommand.on(temp, "study")
                        .with(
                                "evaluation.tasks",
                                "[{\"task\": \"" + temp.resolve("endings.json")
                                        + "\", \"metric\": \"exact_match,none\"}]"),
                "it has acc,none, acc_norm,none");
    }

    @Test
    void aMeasureMustBeOneThatTheVerbWrites() {
        assertRefused(
                StudyCommand.on(temp, "study").with("evaluation.measures", "[\"eval_accuracy\"]"),
                "it writes eval_loss");
    }

    @Test
    void measuresNeedRows() {
        StudyCommand study = StudyCommand.on(temp, "study");
        study.json().getAsJsonObject("recipe").remove("eval_data");
        assertRefused(study, "need 'eval_data'");
    }
}
