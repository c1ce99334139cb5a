package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.data.Dataset;
import dev.smoltulu.eval.grading.InstructionGrader;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import dev.smoltulu.verifiers.ifeval.IfevalChecker;
import dev.smoltulu.verifiers.ifeval.Instruction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** IFEval (Zhou et al., 2023): prompts with instructions that a program can check. */
final class IfevalTask {

    private static final String NAME = "ifeval";
    private static final String HUB = "google/IFEval";
    /** The hub's only split; its name says nothing about its use. */
    private static final String SPLIT = "train";

    private static final Dataset DATASET =
            new Dataset(HUB, NAME, Map.of(SPLIT, List.of("input_data.jsonl", "ifeval_input_data.jsonl")));
    private static final int MAX_NEW_TOKENS = 1280;
    /** There is no right answer; lm-evaluation-harness shows this one. */
    private static final String NO_TARGET = "0";

    private IfevalTask() {}

    static TaskDefinition task() {
        return new BuiltInTask(benchmark(4, false), benchmark(0, true));
    }

    private static Benchmark benchmark(int version, boolean average) {
        JsonObject declared = BuiltInTask.Declared.dataset(HUB, "default")
                .with("test_split", SPLIT)
                .with("doc_to_text", "prompt")
                .with("doc_to_target", NO_TARGET)
                .json();
        Output output =
                new Output.Generation(List.of(), MAX_NEW_TOKENS, new InstructionGrader(IfevalTask::checks, average));
        return new Benchmark(
                NAME,
                version,
                DATASET,
                SPLIT,
                IfevalTask::example,
                Shots.NEVER,
                Benchmark.Joining.USUAL,
                output,
                declared);
    }

    private static Example example(int index, DataRow row) {
        // A document that cannot be checked is reported before the model is asked.
        checks(row.json(), row.where());
        return new Example(index, row.json(), row.string("prompt"), List.of(NO_TARGET), 0);
    }

    private static InstructionGrader.Checks.OfDocument checks(JsonObject doc, String where) {
        List<Instruction> instructions = IfevalChecker.instructions(doc, where);
        return new InstructionGrader.Checks.OfDocument() {
            @Override
            public List<Boolean> strict(String response) {
                return verdicts(IfevalChecker.strict(instructions, response));
            }

            @Override
            public List<Boolean> loose(String response) {
                return verdicts(IfevalChecker.loose(instructions, response));
            }
        };
    }

    private static List<Boolean> verdicts(boolean[] followed) {
        return IntStream.range(0, followed.length).mapToObj(i -> followed[i]).toList();
    }
}
