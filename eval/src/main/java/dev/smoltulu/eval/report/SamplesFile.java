package dev.smoltulu.eval.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.eval.data.Sha256;
import dev.smoltulu.eval.perplexity.DocumentScore;
import dev.smoltulu.eval.perplexity.PerplexityResult;
import dev.smoltulu.graphs.files.AtomicFile;
import dev.smoltulu.graphs.json.ShortestDecimal;
import java.nio.file.Path;

/** {@code samples_<task>_<time>.jsonl}: each document with its scores, under lm-evaluation-harness's keys. */
public final class SamplesFile {

    private SamplesFile() {
    }

    /**
     * Writes {@code file}.
     *
     * @return the hash over all documents' hashes, which the results carry
     */
    public static String write(Path file, PerplexityResult result) {
        StringBuilder hashes = new StringBuilder();
        try (AtomicFile out = AtomicFile.create(file, 0)) {
            for (DocumentScore score : result.scores()) {
                JsonObject sample = sample(score);
                out.write(Json.line(sample));
                hashes.append(sample.get("doc_hash").getAsString()).append(sample.get("prompt_hash").getAsString())
                        .append(sample.get("target_hash").getAsString());
            }
            out.commit();
        }
        return Sha256.of(hashes.toString());
    }

    private static JsonObject sample(DocumentScore score) {
        String text = score.document().text();
        JsonObject row = score.document().row();
        JsonObject arguments = new JsonObject();
        arguments.addProperty("arg_0", text);
        JsonObject requests = new JsonObject();
        requests.add("gen_args_0", arguments);
        String logLikelihood = ShortestDecimal.of(score.logLikelihood()).toString();
        JsonObject sample = new JsonObject();
        sample.addProperty("doc_id", score.document().id());
        sample.add("doc", row);
        sample.addProperty("target", text);
        sample.add("arguments", requests);
        sample.add("resps", list(list(logLikelihood)));
        sample.add("filtered_resps", list(logLikelihood));
        sample.addProperty("filter", ResultsFile.FILTER);
        JsonArray metrics = new JsonArray();
        ResultsFile.METRICS.forEach(metrics::add);
        sample.add("metrics", metrics);
        sample.addProperty("doc_hash", Sha256.of(Json.pretty(row)));
        sample.addProperty("prompt_hash", Sha256.of(text));
        sample.addProperty("target_hash", Sha256.of(text));
        sample.add("word_perplexity", weighted(score.logLikelihood(), score.words()));
        sample.add("byte_perplexity", weighted(score.logLikelihood(), score.bytes()));
        sample.add("bits_per_byte", weighted(score.logLikelihood(), score.bytes()));
        return sample;
    }

    /** What the harness aggregates: a log-likelihood and its weight. */
    private static JsonArray weighted(double logLikelihood, long weight) {
        JsonArray pair = new JsonArray();
        pair.add(Json.number(logLikelihood));
        pair.add(weight);
        return pair;
    }

    private static JsonArray list(String only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }

    private static JsonArray list(JsonElement only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }
}
