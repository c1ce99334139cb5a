package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.data.Dataset;
import dev.smoltulu.eval.grading.ChoiceGrader;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** HellaSwag (Zellers et al., 2019): which of four sentences continues a description of what happens. */
final class HellaSwagTask {

    private static final String NAME = "hellaswag";
    private static final String HUB = "Rowan/hellaswag";
    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";
    private static final Dataset DATASET = new Dataset(
            HUB,
            NAME,
            Map.of(
                    TRAIN, List.of("train.jsonl", "hellaswag_train.jsonl", "data/train-*.parquet"),
                    VALIDATION, List.of("validation.jsonl", "hellaswag_val.jsonl", "data/validation-*.parquet")));
    private static final Pattern BRACKETS = Pattern.compile("\\[.*?]", Pattern.UNIX_LINES);

    private HellaSwagTask() {}

    static TaskDefinition task() {
        // The harness draws one example more: neither fewshot_split nor test_split is set, which counts as equal.
        Shots lmEval = new Shots(Optional.of(TRAIN), 0, false, Shots.Selection.SAMPLED_WITHOUT_DOCUMENT);
        Shots lighteval = new Shots(Optional.of(VALIDATION), 0, false, Shots.Selection.BALANCED);
        return new BuiltInTask(
                new Benchmark(
                        NAME,
                        1,
                        DATASET,
                        VALIDATION,
                        HellaSwagTask::lmEval,
                        lmEval,
                        Benchmark.Joining.USUAL,
                        new Output.Choice(List.of(ChoiceGrader.Metric.ACC, ChoiceGrader.Metric.ACC_NORM)),
                        declared()
                                .with("training_split", TRAIN)
                                .with("doc_to_text", "{{query}}")
                                .with("doc_to_choice", "choices")
                                .with("doc_to_target", "{{label}}")
                                .json()),
                new Benchmark(
                        NAME,
                        0,
                        DATASET,
                        VALIDATION,
                        HellaSwagTask::lighteval,
                        lighteval,
                        Benchmark.Joining.USUAL,
                        new Output.Choice(List.of(ChoiceGrader.Metric.ACC_NORM)),
                        declared()
                                .with("doc_to_text", "{{activity_label}}: {{ctx_a}} {{ctx_b.capitalize()}} ")
                                .with("doc_to_choice", "endings")
                                .with("doc_to_target", "{{label}}")
                                .json()));
    }

    private static BuiltInTask.Declared declared() {
        return BuiltInTask.Declared.dataset(HUB, "default")
                .with("validation_split", VALIDATION)
                .with("process_docs", "[title] becomes a full stop, other [brackets] go, two spaces become one");
    }

    /** The texts are stripped first; the document shows what was made of it. */
    private static Example lmEval(int index, DataRow row) {
        Example example = example(index, row, "", text -> cleaned(PythonText.strip(text)));
        JsonArray choices = new JsonArray();
        example.choices().forEach(choices::add);
        JsonObject doc = example.doc().deepCopy();
        doc.addProperty("query", example.query());
        doc.add("choices", choices);
        doc.addProperty("gold", example.gold());
        return new Example(index, doc, example.query(), example.choices(), example.gold());
    }

    /** Nothing is stripped, and the query ends with a space. */
    private static Example lighteval(int index, DataRow row) {
        return example(index, row, " ", HellaSwagTask::cleaned);
    }

    private static Example example(int index, DataRow row, String end, UnaryOperator<String> cleaned) {
        String query = row.string("activity_label") + ": " + row.string("ctx_a") + " "
                + PythonText.capitalize(row.string("ctx_b")) + end;
        List<String> endings = row.strings("endings").stream().map(cleaned).toList();
        int gold = label(row, endings.size());
        JsonObject doc = row.json().deepCopy();
        doc.addProperty("label", Integer.toString(gold));
        return new Example(index, doc, cleaned.apply(query), endings, gold);
    }

    private static int label(DataRow row, int endings) {
        JsonElement label = row.json().get("label");
        String text = label != null && label.isJsonPrimitive() ? label.getAsString() : "";
        for (int i = 0; i < endings; i++) {
            if (text.equals(Integer.toString(i))) {
                return i;
            }
        }
        throw row.wrong(
                "label",
                "a number from 0 to " + (endings - 1) + " (the test split has none: use the validation" + " split)");
    }

    /** Without what the conversion of WikiHow's pages left behind. */
    private static String cleaned(String text) {
        return BRACKETS.matcher(text.replace(" [title]", ". ")).replaceAll("").replace("  ", " ");
    }
}
