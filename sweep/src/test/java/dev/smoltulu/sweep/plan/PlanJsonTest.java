package dev.smoltulu.sweep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanJsonTest {

    @TempDir
    private Path temp;

    @Test
    void aPlanReadBackIsTheSame() {
        JsonObject recipe = JsonParser.parseString(
                        "{\"learning_rate\": 9e-5, \"batch_size\": 8, \"seed\": 1, " + "\"max_steps\": null}")
                .getAsJsonObject();
        StudyPlan plan = new StudyPlan(
                "s",
                "org/model",
                "sft",
                List.of("learning_rate", "lr_bs_ratio"),
                List.of(
                        new StudyPlan.Score(
                                new StudyTable.Task("arc", "acc_norm,none", StudyTable.Task.Ability.REASONING, true),
                                new StudyPlan.Score.Source.Mean(List.of("arc_easy"))),
                        new StudyPlan.Score(
                                new StudyTable.Task(
                                        "arc_easy", "acc_norm,none", StudyTable.Task.Ability.UNSTATED, true),
                                new StudyPlan.Score.Source.Results("ab12", "arc_easy")),
                        new StudyPlan.Score(
                                new StudyTable.Task("eval_loss", "eval_loss", StudyTable.Task.Ability.UNSTATED, false),
                                new StudyPlan.Score.Source.Measure("eval_loss"))),
                List.of(new StudyPlan.Evaluation(
                        "ab12",
                        List.of("arc_easy"),
                        JsonParser.parseString("{\"num_fewshot\": 5, "
                                        + "\"apply_chat_template\": true, \"flavor\": \"lighteval\"}")
                                .getAsJsonObject()
                                .asMap(),
                        10)),
                Study.Keep.NONE,
                List.of(new StudyPlan.Cell(
                        "lr9E-5-x",
                        JsonParser.parseString("{\"learning_rate\": 9e-5, \"lr_bs_ratio\": " + "1.125e-5}")
                                .getAsJsonObject()
                                .asMap(),
                        recipe,
                        10,
                        1000,
                        400)));
        Path file = temp.resolve("study.json");
        PlanJson.write(plan, file);
        assertEquals(plan, PlanJson.read(file));
        assertEquals(9e-5, plan.cells().get(0).learningRate());
    }

    @Test
    void anOlderPlanCanBeReported() throws IOException {
        Path file = Files.writeString(
                temp.resolve("study.json"),
                "{\"name\": \"s\", \"model\": \"m\", \"verb\": "
                        + "\"sft\", \"axes\": [], \"keep\": \"none\", \"scores\": [], \"evaluations\": [{\"hash\": \"ab12\", "
                        + "\"words\": [\"--tasks\", \"arc_easy\"], \"documents\": 10}], \"cells\": []}");
        assertEquals(
                List.of("ab12"),
                PlanJson.read(file).evaluations().stream()
                        .map(StudyPlan.Evaluation::hash)
                        .toList());
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("study.json"), "{\"name\": 1}");
        assertThrows(UserError.class, () -> PlanJson.read(file));
    }
}
