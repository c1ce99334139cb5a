package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Choices' log-likelihoods against a forward pass in double precision, and how they are batched. */
final class EvalReferenceTest {

    private static final int NOT_SCORED = -100;

    @TempDir
    private Path temp;

    @Test
    void logLikelihoodsAreThoseOfTheFormulas() {
        Path model = SharedFolder.resolve("models/stories260K");
        ReferenceLlama llama = ReferenceLlama.of(model);
        EvalCommand run = EvalCommand.onStories(temp, "arc_challenge,hellaswag", "--limit", 6)
                .finish();
        try (TextTokenizer tokenizer = TextTokenizer.load(model)) {
            for (String task : List.of("arc_challenge", "hellaswag")) {
                for (JsonObject sample : Json.lines(run.samples(task))) {
                    check(sample, tokenizer, llama);
                }
            }
        }
    }

    private static void check(JsonObject sample, TextTokenizer tokenizer, ReferenceLlama llama) {
        JsonObject arguments = sample.getAsJsonObject("arguments");
        double[] sums = IntStream.range(0, arguments.size())
                .mapToDouble(i -> sample.getAsJsonArray("filtered_resps")
                        .get(i)
                        .getAsJsonArray()
                        .get(0)
                        .getAsDouble())
                .toArray();
        for (int i = 0; i < sums.length; i++) {
            JsonObject request = arguments.getAsJsonObject("gen_args_" + i);
            String context = request.get("arg_0").getAsString();
            int[] ids = tokenizer.encode(context + request.get("arg_1").getAsString());
            int[] labels = ids.clone();
            Arrays.fill(labels, 0, tokenizer.encode(context).length, NOT_SCORED);
            assertEquals(-llama.loss(ids, labels), sums[i], 1e-3, sample.get("doc_id") + ", choice " + i);
        }
        int best = IntStream.range(0, sums.length).reduce(0, (a, b) -> sums[b] > sums[a] ? b : a);
        assertEquals(
                best == sample.get("target").getAsInt() ? 1 : 0,
                sample.get("acc").getAsInt());
    }

    @Test
    void theTokenBudgetChangesNoNumber() throws Exception {
        EvalCommand small = EvalCommand.onStories(temp.resolve("a"), "hellaswag", "--limit", 60, "--batch-tokens", 256)
                .finish();
        EvalCommand large = EvalCommand.onStories(
                        temp.resolve("b"), "hellaswag", "--limit", 60, "--batch-tokens", 16384)
                .finish();
        assertEquals(-1, Files.mismatch(small.samples("hellaswag"), large.samples("hellaswag")));
    }
}
