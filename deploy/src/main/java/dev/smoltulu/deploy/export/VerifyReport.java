package dev.smoltulu.deploy.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was found out about all files of an exported folder. */
public final class VerifyReport {

    public static final String FILE_NAME = "verify.json";

    private static final Gson PRETTY = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeSpecialFloatingPointValues()
            .create();
    private static final List<String> HEADINGS = List.of(
            "file",
            "style",
            "size",
            "max diff",
            "mean diff",
            "top-1",
            "KL",
            "perplexity",
            "ratio",
            "cached",
            "batch",
            "greedy");

    private final List<FileReport> files;
    private final List<String> texts;

    /** @param texts what {@code smoltulu generate} makes of each prompt */
    VerifyReport(List<FileReport> files, List<String> texts) {
        this.files = List.copyOf(files);
        this.texts = List.copyOf(texts);
    }

    /** Whether all files are within their tolerances. */
    public boolean passed() {
        return faults().isEmpty();
    }

    /** What is beyond tolerance, a line each. */
    public List<String> faults() {
        return files.stream()
                .flatMap(file -> file.faults().stream().map(fault -> file.name() + ": " + fault))
                .toList();
    }

    /** The first greedy text of a file, prompt included. */
    public String answer(String fileName) {
        return files.stream()
                .filter(file -> file.name().equals(fileName))
                .findFirst()
                .orElseThrow()
                .texts()
                .get(0);
    }

    /** A line for each file under a line of headings; differences are those of logits. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        files.forEach(file -> rows.add(row(file)));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElseThrow();
                String cell = row.get(column);
                text.append(
                                column < 2
                                        ? cell + " ".repeat(width - cell.length())
                                        : " ".repeat(width - cell.length()) + cell)
                        .append(column + 1 < row.size() ? "  " : "\n");
            }
        }
        return text.toString();
    }

    private static List<String> row(FileReport file) {
        LogitStats one = file.main();
        return List.of(
                file.name(),
                file.style().word(),
                ByteCount.text(file.bytes()),
                text("%.2g", one.largestDifference()),
                text("%.2g", one.meanDifference()),
                text("%.4f", one.topAgreement()),
                text("%.2g", one.divergence()),
                text("%.4f", one.exportedPerplexity()),
                text("%.4f", one.exportedPerplexity() / one.referencePerplexity()),
                text("%.2g", file.decode().largestDifference()),
                text("%.2g", file.batch().largestDifference()),
                file.sameGreedy() + "/" + file.wantedGreedy());
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** The same and more as a JSON object. */
    public String json() {
        JsonArray list = new JsonArray();
        files.forEach(file -> list.add(json(file)));
        JsonObject json = new JsonObject();
        json.addProperty("passed", passed());
        json.add("greedy_texts", strings(texts));
        json.add("files", list);
        return PRETTY.toJson(json) + "\n";
    }

    private static JsonObject json(FileReport file) {
        JsonObject json = new JsonObject();
        json.addProperty("file", file.name());
        json.addProperty("style", file.style().word());
        json.addProperty("precision", file.precision().word());
        json.addProperty("bytes", file.bytes());
        json.add("one_pass", json(file.prefill()));
        file.data().ifPresent(data -> json.add("data", json(data)));
        json.add("cached", json(file.decode()));
        json.add("padded_batch", json(file.batch()));
        json.addProperty("greedy_tokens_equal", file.sameGreedy());
        json.addProperty("greedy_tokens", file.wantedGreedy());
        json.add("greedy_texts", strings(file.texts()));
        json.add("beyond_tolerance", strings(file.faults()));
        return json;
    }

    private static JsonObject json(LogitStats stats) {
        JsonObject json = new JsonObject();
        json.addProperty("positions", stats.positions());
        json.addProperty("max_difference", stats.largestDifference());
        json.addProperty("mean_difference", stats.meanDifference());
        json.addProperty("top_1_agreement", stats.topAgreement());
        json.addProperty("kl_divergence", stats.divergence());
        json.addProperty("model_perplexity", stats.referencePerplexity());
        json.addProperty("exported_perplexity", stats.exportedPerplexity());
        return json;
    }

    private static JsonArray strings(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    /**
     * What was found out about one exported file.
     *
     * @param name    of the file in its folder
     * @param bytes   on disk, with files of weights
     * @param prefill each sequence of the built-in text in one pass
     * @param data    each sequence of the user's file in one pass, where there is one
     * @param decode  token by token on a cache
     * @param batch   padded rows of different lengths
     * @param greedy  for each prompt
     * @param texts   for each prompt the exported model's text
     * @param faults  what is beyond tolerance, in words
     */
    record FileReport(
            String name,
            GraphStyle style,
            Precision precision,
            long bytes,
            LogitStats prefill,
            Optional<LogitStats> data,
            LogitStats decode,
            LogitStats batch,
            List<GreedyText> greedy,
            List<String> texts,
            List<String> faults) {

        FileReport {
            greedy = List.copyOf(greedy);
            texts = List.copyOf(texts);
            faults = List.copyOf(faults);
        }

        /** What the table shows: the user's own text says more than the built-in one. */
        LogitStats main() {
            return data.orElse(prefill);
        }

        int sameGreedy() {
            return greedy.stream().mapToInt(GreedyText::same).sum();
        }

        int wantedGreedy() {
            return greedy.stream().mapToInt(GreedyText::wanted).sum();
        }
    }
}
