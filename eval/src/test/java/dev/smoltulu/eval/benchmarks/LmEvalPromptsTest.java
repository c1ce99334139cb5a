package dev.smoltulu.eval.benchmarks;

import static dev.smoltulu.eval.benchmarks.PromptHash.chat;
import static dev.smoltulu.eval.benchmarks.PromptHash.limit;
import static dev.smoltulu.eval.benchmarks.PromptHash.shots;
import static dev.smoltulu.eval.benchmarks.PromptHash.system;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole prompts against the hashes of those that lm-evaluation-harness's own code makes of the same files. */
class LmEvalPromptsTest {

    private static final PromptContext PLAIN = PromptHash.plain(Flavor.LM_EVAL);

    @Test
    void drawsNewShotsForEveryDocumentOfGsm8k() {
        TaskPlan plan = plan("gsm8k", PLAIN);
        assertEquals("ed9c9416e248e781", PromptHash.of(plan));
        assertEquals("9a217f0d09f53b23", PromptHash.of(plan("gsm8k", limit(PLAIN, 50))));
        assertEquals(1319, plan.originalSize());
        assertEquals(5, plan.numFewshot());
        assertEquals(3, plan.version());
        assertEquals(
                IntStream.range(0, 1319).boxed().toList(),
                plan.instances().stream().map(TaskPlan.Instance::docId).toList());
        Request.Generation request =
                (Request.Generation) plan.instances().get(0).request();
        assertEquals(List.of("Question:", "</s>", "<|im_end|>"), request.stop());
        assertEquals(256, request.maxNewTokens());
    }

    @Test
    void putsShotsIntoOneUserTurnOrIntoTurns() {
        PromptContext fifty = limit(PLAIN, 50);
        assertEquals("f3add0ea4027b1a2", PromptHash.of(plan("gsm8k", chat(fifty, false))));
        assertEquals("963380ad064c3f67", PromptHash.of(plan("gsm8k", chat(fifty, true))));
        PromptContext terse = system(fifty, "You are terse.");
        assertEquals("8033438acbb01938", PromptHash.of(plan("gsm8k", chat(terse, true))));
        assertEquals("9b92a9e780a47db2", PromptHash.of(plan("gsm8k", terse)));
    }

    @Test
    void asksArcInOrderWithASpaceBeforeAChoiceUnlessItIsAChat() {
        assertEquals("8af96211f190b05b", PromptHash.of(plan("arc_easy", PLAIN)));
        assertEquals("39820848e4c26cc8", PromptHash.of(plan("arc_easy", chat(PLAIN, false))));
        assertEquals("4f9c81b17c23b204", PromptHash.of(plan("arc_challenge", PLAIN)));
        assertEquals("bdd89d718ca9ab07", PromptHash.of(plan("arc_challenge", limit(shots(PLAIN, 25), 50))));
    }

    @Test
    void cleansHellaSwagAndDrawsOneShotMore(@TempDir Path folder) throws Exception {
        assertEquals("5dcb4bda16b6c652", PromptHash.of(plan("hellaswag", PLAIN)));
        Path validation = SharedFolder.resolve("data/hellaswag/validation.jsonl");
        Files.copy(validation, folder.resolve("hellaswag_val.jsonl"));
        Files.copy(validation, folder.resolve("hellaswag_train.jsonl"));
        TaskPlan plan =
                Tasks.find("hellaswag", Tasks.names()).plan(limit(shots(PLAIN, 4), 50), PromptHash.folder(folder));
        assertEquals("007b463bbb069edc", PromptHash.of(plan));
        assertEquals(
                List.of(4),
                plan.instances().stream()
                        .map(TaskPlan.Instance::shots)
                        .distinct()
                        .toList());
    }

    @Test
    void asksIfevalsPromptsAsTheyAre() {
        TaskPlan plan = plan("ifeval", PLAIN);
        assertEquals(541, plan.instances().size());
        for (TaskPlan.Instance instance : plan.instances()) {
            assertEquals(
                    new Request.Generation(instance.doc().get("prompt").getAsString(), List.of(), 1280),
                    instance.request());
        }
        assertEquals("0", plan.instances().get(0).target().getAsString());
    }

    private static TaskPlan plan(String task, PromptContext settings) {
        return Tasks.find(task, Tasks.names()).plan(settings, PromptHash.folder(SharedFolder.resolve("data")));
    }
}
