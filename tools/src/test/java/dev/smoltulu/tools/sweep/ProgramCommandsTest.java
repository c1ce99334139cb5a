package dev.smoltulu.tools.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.Program;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramCommandsTest {

    private final List<String> ran = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final ProgramCommands commands = new ProgramCommands(
            new Program() {
                @Override
                public int run(List<String> words, Console console) {
                    ran.addAll(words);
                    return 3;
                }

                @Override
                public String mainClass() {
                    return "Main";
                }
            },
            Map.of());

    @Test
    void trainingTakesTheRecipeAsAFile() {
        assertEquals(3, commands.train("dpo", Path.of("recipe.json"), true, out, out));
        assertEquals(List.of("dpo", "--config", "recipe.json", "--resume"), ran);
        assertEquals("smoltulu dpo --config recipe.json --resume\n", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void settingsOfAnEvaluationBecomeFlags() {
        StudyPlan.Evaluation group = new StudyPlan.Evaluation(
                "ab",
                List.of("arc_easy", "own.json"),
                JsonParser.parseString(
                                "{\"num_fewshot\": 5, \"apply_chat_template\": true, \"fewshot_as_multiturn\": false, "
                                        + "\"flavor\": \"lighteval\"}")
                        .getAsJsonObject()
                        .asMap(),
                10);
        commands.evaluate(Path.of("model"), group.withLimit(2), Path.of("results"), out, out);
        assertEquals(
                List.of(
                        "eval",
                        "--model",
                        "model",
                        "--output",
                        "results",
                        "--tasks",
                        "arc_easy,own.json",
                        "--num-fewshot",
                        "5",
                        "--apply-chat-template",
                        "--flavor",
                        "lighteval",
                        "--limit",
                        "2"),
                ran);
    }
}
