package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.data.Dataset;
import dev.smoltulu.eval.grading.ChoiceGrader;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** ARC (Clark et al., 2018): questions of school science with three to five answers. */
final class ArcTask {

    private static final String HUB = "allenai/ai2_arc";

    private ArcTask() {}

    /** @param part {@code Easy} or {@code Challenge} */
    static TaskDefinition task(String name, String part) {
        String set = "ARC-" + part;
        Dataset dataset = new Dataset(HUB, "arc", Map.of("train", files(set, "Train"), "test", files(set, "Test")));
        JsonObject declared = BuiltInTask.Declared.dataset(HUB, set)
                .with("training_split", "train")
                .with("test_split", "test")
                .with("doc_to_text", "Question: {{question}}\nAnswer:")
                .with("doc_to_choice", "{{choices.text}}")
                .with("doc_to_target", "{{choices.label.index(answerKey)}}")
                .json();
        Optional<String> train = Optional.of("train");
        return new BuiltInTask(
                new Benchmark(
                        name,
                        1,
                        dataset,
                        "test",
                        ArcTask::example,
                        new Shots(train, 0, false, Shots.Selection.SAMPLED),
                        Benchmark.Joining.USUAL,
                        new Output.Choice(List.of(ChoiceGrader.Metric.ACC, ChoiceGrader.Metric.ACC_NORM)),
                        declared),
                new Benchmark(
                        name,
                        0,
                        dataset,
                        "test",
                        ArcTask::example,
                        new Shots(train, 0, false, Shots.Selection.BALANCED),
                        Benchmark.Joining.USUAL,
                        new Output.Choice(List.of(ChoiceGrader.Metric.ACC_NORM)),
                        declared));
    }

    private static List<String> files(String set, String split) {
        String file = set + "-" + split + ".jsonl";
        return List.of(
                file,
                set + "/" + file,
                "ARC-V1-Feb2018-2/" + set + "/" + file,
                set + "/" + split.toLowerCase(Locale.ROOT) + "-*.parquet");
    }

    private static Example example(int index, DataRow row) {
        DataRow published = row.json().get("question") instanceof JsonObject ? asPublished(row) : row;
        DataRow choices = published.object("choices");
        List<String> texts = choices.strings("text");
        List<String> labels = choices.strings("label");
        if (labels.size() != texts.size()) {
            throw choices.wrong("label", "as long as \"text\"");
        }
        int gold = labels.indexOf(published.string("answerKey"));
        if (gold < 0) {
            throw published.wrong("answerKey", "one of the labels " + String.join(", ", labels));
        }
        String query = "Question: " + published.string("question") + "\nAnswer:";
        return new Example(index, published.json(), query, texts, gold);
    }

    /** The authors' row in the form that the hub gives it. */
    private static DataRow asPublished(DataRow row) {
        DataRow question = row.object("question");
        JsonArray texts = new JsonArray();
        JsonArray labels = new JsonArray();
        for (DataRow choice : question.objects("choices")) {
            texts.add(choice.string("text"));
            labels.add(choice.string("label"));
        }
        JsonObject choices = new JsonObject();
        choices.add("text", texts);
        choices.add("label", labels);
        JsonObject published = new JsonObject();
        published.addProperty("id", row.string("id"));
        published.addProperty("question", question.string("stem"));
        published.add("choices", choices);
        published.addProperty("answerKey", row.string("answerKey"));
        return new DataRow(row.where(), published);
    }
}
