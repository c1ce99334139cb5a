package dev.smoltulu.eval.perplexity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.report.SamplesFile;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.Score;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Perplexity as the harness's files show a loglikelihood_rolling task. */
public final class PerplexityReport {

    /** Grows when a change of the task changes its numbers. */
    private static final int VERSION = 1;

    private static final String WORD = "word_perplexity";
    private static final String BYTE = "byte_perplexity";
    private static final String BITS = "bits_per_byte";

    private PerplexityReport() {}

    /**
     * The report of a result.
     *
     * @param file      where the documents come from
     * @param documents all of the file's
     */
    public static TaskReport of(PerplexityResult result, Path file, DocumentFile documents) {
        // The harness has no standard error for these metrics.
        List<Score> scores = List.of(
                score(WORD, result.wordPerplexity()),
                score(BYTE, result.bytePerplexity()),
                score(BITS, result.bitsPerByte()));
        return new TaskReport(
                Perplexity.NAME,
                VERSION,
                0,
                config(file),
                documents.documents().size(),
                result.scores().size(),
                scores,
                result.scores().stream().map(PerplexityReport::sample).toList(),
                details(result, documents));
    }

    private static Score score(String metric, double value) {
        return new Score(metric, Grader.Grade.NO_FILTER, value, OptionalDouble.empty(), false);
    }

    private static JsonObject config(Path file) {
        JsonArray metrics = new JsonArray();
        for (String metric : List.of(WORD, BYTE, BITS)) {
            JsonObject json = new JsonObject();
            json.addProperty("metric", metric);
            metrics.add(json);
        }
        JsonObject metadata = new JsonObject();
        metadata.addProperty("version", VERSION);
        JsonObject json = new JsonObject();
        json.addProperty("task", Perplexity.NAME);
        json.addProperty("dataset_path", file.toString());
        json.addProperty("doc_to_text", "");
        json.addProperty("doc_to_target", "{{" + DocumentFile.TEXT + "}}");
        json.addProperty("num_fewshot", 0);
        json.add("metric_list", metrics);
        json.addProperty("output_type", "loglikelihood_rolling");
        json.addProperty("repeats", 1);
        json.addProperty("should_decontaminate", false);
        json.add("metadata", metadata);
        return json;
    }

    private static JsonObject details(PerplexityResult result, DocumentFile documents) {
        JsonObject json = new JsonObject();
        json.addProperty("data_sha256", documents.sha256());
        json.addProperty("blank_documents", documents.blank());
        json.addProperty("tokens", result.tokens());
        json.addProperty("windows", result.windows());
        json.add("log_likelihood", Json.number(result.logLikelihood()));
        json.add("token_loss", Json.number(result.tokenLoss()));
        return json;
    }

    private static JsonObject sample(PerplexityResult.DocumentScore score) {
        String text = score.document().text();
        JsonObject row = score.document().row();
        JsonObject arguments = new JsonObject();
        arguments.addProperty("arg_0", text);
        JsonObject requests = new JsonObject();
        requests.add("gen_args_0", arguments);
        String logLikelihood = Json.number(score.logLikelihood()).getAsString();
        JsonArray filtered = new JsonArray();
        filtered.add(logLikelihood);
        JsonArray responses = new JsonArray();
        responses.add(filtered.deepCopy());
        JsonArray metrics = new JsonArray();
        List.of(WORD, BYTE, BITS).forEach(metrics::add);
        JsonObject sample = new JsonObject();
        sample.addProperty("doc_id", score.document().id());
        sample.add("doc", row);
        sample.addProperty("target", text);
        sample.add("arguments", requests);
        sample.add("resps", responses);
        sample.add("filtered_resps", filtered);
        sample.addProperty("filter", Grader.Grade.NO_FILTER);
        sample.add("metrics", metrics);
        SamplesFile.addHashes(sample, row, text, text);
        sample.add(WORD, weighted(score.logLikelihood(), score.words()));
        sample.add(BYTE, weighted(score.logLikelihood(), score.bytes()));
        sample.add(BITS, weighted(score.logLikelihood(), score.bytes()));
        return sample;
    }

    /** What the harness aggregates: a log-likelihood and its weight. */
    private static JsonArray weighted(double logLikelihood, long weight) {
        JsonArray pair = new JsonArray();
        pair.add(Json.number(logLikelihood));
        pair.add(weight);
        return pair;
    }
}
