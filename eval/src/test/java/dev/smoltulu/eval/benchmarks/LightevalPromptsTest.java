package dev.smoltulu.eval.benchmarks;

import static dev.smoltulu.eval.benchmarks.PromptHash.chat;
import static dev.smoltulu.eval.benchmarks.PromptHash.limit;
import static dev.smoltulu.eval.benchmarks.PromptHash.reading;
import static dev.smoltulu.eval.benchmarks.PromptHash.shots;
import static dev.smoltulu.eval.benchmarks.PromptHash.system;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.support.SharedFolder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole prompts against the hashes of those that lighteval's own code (ea46419a) makes of the same files. */
class LightevalPromptsTest {

    private static final PromptContext PLAIN = PromptHash.plain(Flavor.LIGHTEVAL);

    @Test
    void shufflesGsm8kAndDrawsItsShotsWithTheSameGenerator() {
        TaskPlan plan = plan("gsm8k", PLAIN);
        assertEquals("c5521b7fa35b1767", PromptHash.of(plan));
        assertEquals(
                List.of(588, 1214, 57, 906, 1252),
                plan.instances().stream().limit(5).map(TaskPlan.Instance::docId).toList());
        assertEquals("18953fbab5da1b32", PromptHash.of(plan("gsm8k", limit(PLAIN, 50))));
        Request.Generation request =
                (Request.Generation) plan.instances().get(0).request();
        assertEquals(List.of("Question:", "Question"), request.stop());
    }

    @Test
    void keepsTheSpaceBeforeAnswersOfAChatAndStopsAtItsEndOnly() {
        PromptContext chat = chat(limit(PLAIN, 50), false);
        TaskPlan plan = plan("gsm8k", chat);
        assertEquals("bfbf4a9f04bd59ff", PromptHash.of(plan));
        assertEquals(List.of(), ((Request.Generation) plan.instances().get(0).request()).stop());
        assertEquals("35a24c8a8d3fa6b2", PromptHash.of(plan("gsm8k", system(chat, "You are terse."))));
    }

    @Test
    void leavesOutTheLastShotsOfAPromptThatIsTooLong() {
        TaskPlan whole = plan("gsm8k", limit(PLAIN, 50));
        TaskPlan cut = plan("gsm8k", reading(limit(PLAIN, 50), 256 + 1500));
        for (int i = 0; i < 50; i++) {
            TaskPlan.Instance instance = cut.instances().get(i);
            String all = whole.instances().get(i).request().context();
            String context = instance.request().context();
            String question = all.substring(all.lastIndexOf("Question: "));
            assertTrue(context.length() <= 1500 && instance.shots() >= 1, context);
            String kept = context.substring(0, context.length() - question.length());
            assertTrue(context.endsWith(question) && all.startsWith(kept), context);
            int next = all.indexOf("\n\nQuestion: ", kept.length() + 1);
            assertTrue(instance.shots() == 5 || next + 2 + question.length() > 1500, "one more shot has room");
        }
        assertTrue(cut.instances().stream()
                        .mapToInt(TaskPlan.Instance::shots)
                        .distinct()
                        .count()
                > 2);
    }

    @Test
    void keepsNoShotWhereEvenTheQuestionIsTooLong() {
        TaskPlan plan = plan("gsm8k", reading(limit(PLAIN, 3), 10));
        assertEquals(
                List.of(0),
                plan.instances().stream()
                        .map(TaskPlan.Instance::shots)
                        .distinct()
                        .toList());
        assertTrue(plan.instances().get(0).request().context().startsWith("Question: "));
    }

    @Test
    void asksArcWithBalancedShots() {
        assertEquals("3d8659fe2c48d659", PromptHash.of(plan("arc_easy", PLAIN)));
        assertEquals("9d91b9602ae41ffe", PromptHash.of(plan("arc_easy", chat(PLAIN, false))));
        assertEquals("accb5d808f1e59ec", PromptHash.of(plan("arc_easy", limit(shots(PLAIN, 3), 50))));
        assertEquals("c3e74126b8269479", PromptHash.of(plan("arc_challenge", PLAIN)));
        assertEquals("2ab87c27fae8f565", PromptHash.of(plan("arc_challenge", limit(shots(PLAIN, 5), 50))));
    }

    @Test
    void endsHellaSwagsQueryWithASpaceAndDrawsShotsFromTheSameSplit() {
        TaskPlan plan = plan("hellaswag", PLAIN);
        assertEquals("9f3500f4155f6b9d", PromptHash.of(plan));
        assertEquals("a402ef0bda53183d", PromptHash.of(plan("hellaswag", chat(PLAIN, false))));
        assertEquals("79c5368b1e67eb29", PromptHash.of(plan("hellaswag", shots(PLAIN, 3))));
        assertEquals(
                List.of(9792, 1027, 5366),
                plan.instances().stream().limit(3).map(TaskPlan.Instance::docId).toList());
    }

    private static TaskPlan plan(String task, PromptContext settings) {
        return Tasks.find(task, Tasks.names()).plan(settings, PromptHash.folder(SharedFolder.resolve("data")));
    }
}
