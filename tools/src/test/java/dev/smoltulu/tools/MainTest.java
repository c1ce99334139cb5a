package dev.smoltulu.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.verbs.VerbEntry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void overviewListsEveryVerb(String word) {
        CommandRun run = CommandRun.of(word);
        assertEquals(0, run.code());
        assertEquals("", run.err());
        for (VerbEntry verb : VerbEntry.values()) {
            assertTrue(run.out().contains("\n  " + verb.word() + " "), verb + " in " + run.out());
        }
    }

    @Test
    void noWordsShowTheOverview() {
        assertEquals(CommandRun.of("--help"), CommandRun.of());
    }

    @ParameterizedTest
    @EnumSource(VerbEntry.class)
    void everyVerbExplainsItselfWithinTheTerminal(VerbEntry verb) {
        CommandRun run = CommandRun.of(verb.word(), "--help");
        assertEquals(0, run.code());
        assertTrue(run.out().contains("Usage: smoltulu " + verb.word() + " "), run.out());
        String beforeExamples = run.out().split("\nExamples\n")[0];
        assertTrue(beforeExamples.lines().allMatch(line -> line.length() < 80), run.out());
        assertEquals(run, CommandRun.of("help", verb.word()));
    }

    @Test
    void versionIsTheBuilds() {
        CommandRun run = CommandRun.of("--version");
        assertTrue(run.out().matches("smoltulu \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "stf | unknown verb 'stf'; did you mean smoltulu sft?",
                "downlaod a/b | unknown verb 'downlaod'; did you mean smoltulu download?",
                "--hlep | unknown flag --hlep; did you mean --help?",
                "sft --learning-rat 1 | unknown flag --learning-rat; did you mean --learning-rate?",
                "sft --lr 1 | unknown flag --lr; did you mean --learning-rate?",
                "sft --output=x | unknown flag --output; did you mean --output-dir?",
                "sft --gradient-checkpointing --resum | unknown flag --resum; did you mean --resume?",
                "sft --max-length | --max-length needs a value; write --max-length N",
                "sft --seed 1 --seed 2 | --seed is given twice; keep one",
                "sft --resume=yes | --resume takes no value; write it alone",
                "sft --config | --config needs a value; write --config FILE",
                "sft --max-length 0 --model m/m --data d --output-dir o "
                        + "| --max-length must be a whole number of at least 1, not 0",
                "sft --learning-rate -1 --model m/m --data d --output-dir o "
                        + "| --learning-rate must be a number of at least 0, not -1",
                "doctor --color blue | --color must be one of auto, always, never, not \"blue\"",
                "quickstart --seed x | --seed must be a whole number of at least 0, not \"x\"",
                "graphs --model m | graphs lacks --output (folder for the artifacts); add --output DIR",
                "download --dataset a/b --config-only | --config-only is for models; leave it out with --dataset",
                "download --dataset gsm8k | 'gsm8k' is not the hub id of a dataset: write org/name or org/name@revision",
                "graphs --objective foo --output o | --objective must be one of sft, dpo, reward, grpo, ppo, value, "
                        + "not \"foo\"",
            })
    void mistakesAreOneLine(String words, String line) {
        CommandRun run = CommandRun.of(words.split(" "));
        assertEquals("smoltulu: " + line + System.lineSeparator(), run.err());
        assertEquals("", run.out());
        assertEquals(2, run.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sft rows.jsonl",
                "data",
                "data shwo",
                "download",
                "download word",
                "frobnicate",
                "sft --config no-such-file.json",
                "sft",
                "data show --rows 2x"
            })
    void otherMistakesAreOneLineToo(String words) {
        CommandRun run = CommandRun.of(words.split(" "));
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("smoltulu: "), run.err());
        assertEquals(2, run.code());
    }

    @Test
    void unknownKeyOfARecipeIsNamedWithItsFile() throws Exception {
        Path recipe = Files.writeString(folder.resolve("recipe.json"), "{\"learning_rte\": 1}");
        CommandRun run = CommandRun.of("sft", "--config", recipe.toString());
        assertEquals(
                "smoltulu: unknown key 'learning_rte' in " + recipe + "; did you mean 'learning_rate'?"
                        + System.lineSeparator(),
                run.err());
        assertEquals(2, run.code());
    }

    @Test
    void aMissingModelFolderIsTheUsersMistake() {
        CommandRun run = CommandRun.of("sft", "--model", "./no/such/model", "--data", "d", "--output-dir", "o");
        assertTrue(run.err().contains("model folder ./no/such/model does not exist"), run.err());
        assertEquals(2, run.code());
    }

    @Test
    void debugShowsTheStackTrace() {
        String[] words = {"sft", "--config", folder.resolve("none.json").toString()};
        assertFalse(CommandRun.of(words).err().contains("\tat "));
        assertTrue(CommandRun.with(Map.of("SMOLTULU_DEBUG", "1"), words).err().contains("\tat dev.smoltulu."));
        assertFalse(CommandRun.with(Map.of("SMOLTULU_DEBUG", "0"), words).err().contains("\tat "));
    }

    @Test
    void aBugIsOneLineWithAHint() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal broken = null;
        int code = Main.run(List.of("--help"), new Console(stream, stream, broken, Map.of()));
        assertEquals(1, code);
        String line = err.toString(StandardCharsets.UTF_8);
        assertTrue(line.startsWith("smoltulu: unexpected NullPointerException"), line);
        assertTrue(line.strip().endsWith("(SMOLTULU_DEBUG=1 shows where)"), line);
        assertEquals(1, line.lines().count(), line);
    }
}
