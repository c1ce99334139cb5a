package dev.smoltulu.tools.quickstart;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The corpus's word problems for reinforcement learning: {@code rlvr_train.jsonl} and {@code rlvr_heldout.jsonl} have
 * questions with the number that a right answer ends with, in the form of Tulu 3's sets; {@code pairs.jsonl} has right
 * answers beside wrong ones, for a reward model.
 */
final class VerifiableRows {

    /** Pairs that are written; a reward model of this size needs no more. */
    static final int MAX_PAIRS = 4000;

    private static final int LARGEST_SHIFT = 3;

    private VerifiableRows() {}

    static void write(ProblemCorpus corpus, Path folder) {
        List<CorpusRow> training = problems(corpus.train());
        write(folder.resolve("rlvr_train.jsonl"), training, VerifiableRows::prompt);
        write(folder.resolve("rlvr_heldout.jsonl"), problems(corpus.heldOut()), VerifiableRows::prompt);
        write(
                folder.resolve("pairs.jsonl"),
                training.subList(0, Math.min(MAX_PAIRS, training.size())),
                VerifiableRows::pair);
    }

    private static List<CorpusRow> problems(List<CorpusRow> rows) {
        return rows.stream().filter(row -> row.family().isWordProblem()).toList();
    }

    private static void write(Path file, List<CorpusRow> rows, Function<CorpusRow, JsonObject> json) {
        AtomicFile.write(
                file,
                rows.stream().map(row -> Json.compact(json.apply(row)) + "\n").collect(Collectors.joining()));
    }

    /** The verifier is that of GSM8K: the last number of an answer counts. */
    private static JsonObject prompt(CorpusRow row) {
        JsonObject json = new JsonObject();
        json.add("messages", messages(row, ""));
        json.addProperty("ground_truth", Integer.toString(result(row.answer())));
        json.addProperty("dataset", "gsm8k");
        return json;
    }

    private static JsonObject pair(CorpusRow row) {
        JsonObject json = new JsonObject();
        json.add("chosen", messages(row, row.answer()));
        json.add("rejected", messages(row, wrong(row.answer())));
        return json;
    }

    private static int result(String answer) {
        return Integer.parseInt(answer.substring(answer.lastIndexOf(' ') + 1));
    }

    /** The same answer with another number as the result of its last calculation, and as its end. */
    static String wrong(String answer) {
        int result = result(answer);
        int shift = 1 + Math.floorMod(answer.hashCode(), LARGEST_SHIFT);
        int other = answer.hashCode() < 0 && result - shift >= NumberRange.SMALLEST ? result - shift : result + shift;
        int calculation = answer.lastIndexOf("= " + result + " ");
        int end = calculation + ("= " + result + " ").length();
        String middle = answer.substring(end, answer.lastIndexOf(' ') + 1);
        return answer.substring(0, calculation) + "= " + other + " " + middle + other;
    }

    private static JsonArray messages(CorpusRow row, String answer) {
        JsonArray messages = new JsonArray();
        messages.add(message("user", row.questions().get(0)));
        if (!answer.isEmpty()) {
            messages.add(message("assistant", answer));
        }
        return messages;
    }

    private static JsonObject message(String role, String content) {
        JsonObject json = new JsonObject();
        json.addProperty("role", role);
        json.addProperty("content", content);
        return json;
    }
}
