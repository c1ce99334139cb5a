package dev.smoltulu.eval.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.support.SharedFolder;
import java.util.List;
import org.junit.jupiter.api.Test;

class Gsm8kTest {

    @Test
    void everyReferenceAnswerIsRightUnderEveryFilter() {
        for (Flavor flavor : Flavor.values()) {
            TaskPlan plan = plan(flavor);
            List<List<Grader.Grade>> grades = plan.instances().stream()
                    .map(instance -> plan.grader()
                            .grade(
                                    instance,
                                    new ModelAnswer.Text(" " + instance.target().getAsString())))
                    .toList();
            List<Score> scores = plan.grader().scores(grades);
            assertEquals(
                    flavor == Flavor.LM_EVAL ? List.of("strict-match", "flexible-extract") : List.of("none"),
                    scores.stream().map(Score::filter).toList());
            for (Score score : scores) {
                assertEquals(1.0, score.value());
                assertEquals(0.0, score.standardError().orElseThrow());
            }
        }
    }

    @Test
    void anAnswerOfAnotherQuestionIsWrong() {
        TaskPlan plan = plan(Flavor.LM_EVAL);
        // Janet's ducks: the target is 18.
        List<Grader.Grade> flexible =
                plan.grader().grade(plan.instances().get(0), new ModelAnswer.Text("It is 18.\n\n"));
        assertEquals(
                List.of(0.0, 1.0),
                flexible.stream()
                        .map(grade -> grade.metrics().get("exact_match").getAsDouble())
                        .toList());
        assertEquals("[\"[invalid]\"]", flexible.get(0).filtered().toString());
        assertEquals("[\"18.\"]", flexible.get(1).filtered().toString());
        List<Grader.Grade> other = plan.grader().grade(plan.instances().get(0), new ModelAnswer.Text("#### 18.00"));
        assertTrue(other.stream()
                .allMatch(grade -> grade.metrics().get("exact_match").getAsDouble() == 0));
    }

    private static TaskPlan plan(Flavor flavor) {
        return Tasks.find("gsm8k", Tasks.names())
                .plan(PromptHash.plain(flavor), PromptHash.folder(SharedFolder.resolve("data/gsm8k")));
    }
}
