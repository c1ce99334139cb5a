package dev.smoltulu.tools.quickstart;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The corpus on disk, one JSON object a line; {@link VerifiableRows} says what else there is.
 *
 * @param train        {@code train.jsonl}: {@code messages} rows with a {@code source} column
 * @param heldOut      {@code heldout.jsonl}: the same
 * @param heldOutGsm8k {@code heldout_gsm8k.jsonl}: the held-out word problems as {@code question} and
 *                     {@code answer}, the answer ending in {@code #### N}, the shape of openai/gsm8k
 */
public record CorpusFiles(Path train, Path heldOut, Path heldOutGsm8k) {

    /**
     * Writes {@code corpus} into {@code folder}, which is made if it is missing.
     *
     * @throws UserError if a file cannot be written
     */
    public static CorpusFiles write(ProblemCorpus corpus, Path folder) {
        CorpusFiles files = new CorpusFiles(
                folder.resolve("train.jsonl"), folder.resolve("heldout.jsonl"), folder.resolve("heldout_gsm8k.jsonl"));
        write(files.train, corpus.train(), CorpusFiles::messagesRow);
        write(files.heldOut, corpus.heldOut(), CorpusFiles::messagesRow);
        write(
                files.heldOutGsm8k,
                corpus.heldOut().stream()
                        .filter(row -> row.family().isWordProblem())
                        .toList(),
                CorpusFiles::gsm8kRow);
        VerifiableRows.write(corpus, folder);
        return files;
    }

    /** Writes questions with choices, one a line: {@code question}, {@code choices} and {@code gold}. */
    static void writeChoices(List<ChatChoiceTask.ChoiceQuestion> questions, Path file) {
        AtomicFile.write(
                file,
                questions.stream()
                        .map(question -> Json.compact(choiceRow(question)) + "\n")
                        .collect(Collectors.joining()));
    }

    private static JsonObject choiceRow(ChatChoiceTask.ChoiceQuestion question) {
        JsonArray choices = new JsonArray();
        question.choices().forEach(choices::add);
        JsonObject json = new JsonObject();
        json.addProperty("question", question.question());
        json.add("choices", choices);
        json.addProperty("gold", question.gold());
        return json;
    }

    private static void write(Path file, List<CorpusRow> rows, Function<CorpusRow, JsonObject> json) {
        AtomicFile.write(
                file,
                rows.stream().map(row -> Json.compact(json.apply(row)) + "\n").collect(Collectors.joining()));
    }

    private static JsonObject messagesRow(CorpusRow row) {
        JsonArray messages = new JsonArray();
        for (CorpusRow.Message message : row.messages()) {
            JsonObject json = new JsonObject();
            json.addProperty("role", message.role());
            json.addProperty("content", message.content());
            messages.add(json);
        }
        JsonObject json = new JsonObject();
        json.add("messages", messages);
        json.addProperty("source", row.family().source());
        return json;
    }

    private static JsonObject gsm8kRow(CorpusRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("question", row.questions().get(0));
        json.addProperty("answer", row.answer());
        return json;
    }
}
