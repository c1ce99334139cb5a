package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.data.Dataset;
import dev.smoltulu.eval.grading.AnswerFilter;
import dev.smoltulu.eval.grading.ExactMatchGrader;
import dev.smoltulu.eval.grading.ExactMatchGrader.NamedFilter;
import dev.smoltulu.eval.grading.FinalNumberGrader;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** GSM8K (Cobbe et al., 2021): word problems whose worked answers end with {@code #### number}. */
final class Gsm8kTask {

    private static final String NAME = "gsm8k";
    private static final String HUB = "openai/gsm8k";
    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final Dataset DATASET = new Dataset(
            HUB,
            NAME,
            Map.of(
                    TRAIN, List.of("train.jsonl", "main/train-*.parquet"),
                    TEST, List.of("test.jsonl", "main/test-*.parquet")));
    private static final int SHOTS = 5;
    private static final int MAX_NEW_TOKENS = 256;

    private Gsm8kTask() {}

    static TaskDefinition task() {
        Shots lmEval = new Shots(Optional.of(TRAIN), SHOTS, false, Shots.Selection.SAMPLED);
        Shots lighteval = new Shots(Optional.of(TRAIN), SHOTS, false, Shots.Selection.SAMPLED_FROM_TRAIN);
        JsonObject declared = BuiltInTask.Declared.dataset(HUB, "main")
                .with("training_split", TRAIN)
                .with("test_split", TEST)
                .with("doc_to_text", "Question: {{question}}\nAnswer:")
                .with("doc_to_target", "{{answer}}")
                .json();
        return new BuiltInTask(
                new Benchmark(
                        NAME,
                        3,
                        DATASET,
                        TEST,
                        Gsm8kTask::example,
                        lmEval,
                        Benchmark.Joining.USUAL,
                        new Output.Generation(List.of("Question:", "</s>", "<|im_end|>"), MAX_NEW_TOKENS, lmEval()),
                        declared),
                new Benchmark(
                        NAME,
                        0,
                        DATASET,
                        TEST,
                        Gsm8kTask::example,
                        lighteval,
                        Benchmark.Joining.USUAL,
                        new Output.Generation(
                                List.of("Question:", "Question"), MAX_NEW_TOKENS, new FinalNumberGrader()),
                        declared));
    }

    private static ExactMatchGrader lmEval() {
        return new ExactMatchGrader(
                List.of(
                        new NamedFilter("strict-match", List.of(extract("#### (\\-?[0-9\\.\\,]+)", 0))),
                        new NamedFilter("flexible-extract", List.of(extract("(-?[$0-9.,]{2,})|(-?[0-9]+)", -1)))),
                new ExactMatchGrader.Metric(
                        Stream.of(",", "\\$", "(?s).*#### ", "\\.$")
                                .map(source -> PythonRegex.compile(source))
                                .toList(),
                        true,
                        false,
                        false));
    }

    private static AnswerFilter extract(String pattern, int select) {
        return new AnswerFilter.Extract(PythonRegex.compile(pattern), select, AnswerFilter.Extract.INVALID);
    }

    private static Example example(int index, DataRow row) {
        String query = "Question: " + row.string("question") + "\nAnswer:";
        String answer = row.string("answer");
        if (!answer.contains("#### ")) {
            throw row.wrong("answer", "a solution that ends with \"#### number\"");
        }
        return new Example(index, row.json(), query, List.of(answer), 0);
    }
}
