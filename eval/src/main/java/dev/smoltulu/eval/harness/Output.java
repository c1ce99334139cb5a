package dev.smoltulu.eval.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.eval.grading.ChoiceGrader;
import dev.smoltulu.eval.grading.DescribedGrader;
import java.util.List;

/** What a task has the model do. */
public sealed interface Output {

    /** {@code output_type} of lm-evaluation-harness's task files. */
    String type();

    /**
     * What turns the model's outputs into metrics.
     *
     * @param delimiter what is between the prompt and each choice
     */
    DescribedGrader grader(String delimiter);

    /** Say how likely each choice is. */
    record Choice(List<ChoiceGrader.Metric> metrics) implements Output {

        public Choice {
            metrics = List.copyOf(metrics);
        }

        @Override
        public String type() {
            return "multiple_choice";
        }

        @Override
        public DescribedGrader grader(String delimiter) {
            return new ChoiceGrader(metrics, delimiter);
        }
    }

    /**
     * Write the answer.
     *
     * @param stop         strings that end it
     * @param maxNewTokens maximum length in tokens
     * @param grading      what it is worth
     */
    record Generation(List<String> stop, int maxNewTokens, DescribedGrader grading) implements Output {

        public Generation {
            stop = List.copyOf(stop);
        }

        @Override
        public String type() {
            return "generate_until";
        }

        @Override
        public DescribedGrader grader(String delimiter) {
            return grading;
        }

        /** The value of {@code generation_kwargs}; every answer is greedy. */
        JsonObject described() {
            JsonArray until = new JsonArray();
            stop.forEach(until::add);
            JsonObject described = new JsonObject();
            described.add("until", until);
            described.addProperty("do_sample", false);
            described.addProperty("temperature", 0.0);
            described.addProperty("max_gen_toks", maxNewTokens);
            return described;
        }
    }
}
