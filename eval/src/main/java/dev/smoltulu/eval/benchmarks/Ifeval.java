package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.data.Dataset;
import dev.smoltulu.eval.data.Row;
import dev.smoltulu.eval.grading.InstructionChecks;
import dev.smoltulu.eval.grading.InstructionGrader;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.ExampleReader;
import dev.smoltulu.eval.harness.Joining;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import java.util.List;
import java.util.Map;

/** IFEval (Zhou et al., 2023): prompts with instructions that a program can check. */
final class Ifeval {

    private static final String NAME = "ifeval";
    private static final String HUB = "google/IFEval";
    /** The hub's only split; its name says nothing about its use. */
    private static final String SPLIT = "train";
    private static final Dataset DATASET = new Dataset(HUB, NAME, Map.of(SPLIT,
            List.of("input_data.jsonl", "ifeval_input_data.jsonl")));
    private static final int MAX_NEW_TOKENS = 1280;
    /** There is no right answer; lm-evaluation-harness shows this one. */
    private static final String NO_TARGET = "0";

    private Ifeval() {
    }

    static TaskDefinition task(InstructionChecks checks) {
        return new BuiltInTask(benchmark(4, checks, false), benchmark(0, checks, true));
    }

    private static Benchmark benchmark(int version, InstructionChecks checks, boolean average) {
        JsonObject declared = Declared.dataset(HUB, "default").with("test_split", SPLIT)
                .with("doc_to_text", "prompt").with("doc_to_target", NO_TARGET).json();
        Output output = new Output.Generation(List.of(), MAX_NEW_TOKENS, new InstructionGrader(checks, average));
        return new Benchmark(NAME, version, DATASET, SPLIT, reader(checks), Shots.NEVER, Joining.USUAL, output,
                declared);
    }

    private static ExampleReader reader(InstructionChecks checks) {
        return (index, row) -> {
            if (row.strings("instruction_id_list").size() != row.objects("kwargs").size()) {
                throw row.wrong("kwargs", "as long as \"instruction_id_list\"");
            }
            checks.of(row.json(), row.where());
            return new Example(index, row.json(), row.string("prompt"), List.of(NO_TARGET), 0);
        };
    }
}
