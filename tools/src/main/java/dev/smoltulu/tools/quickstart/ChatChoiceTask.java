package dev.smoltulu.tools.quickstart;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The held-out chats as a task of {@code smoltulu eval}: the right answer is to be the likeliest of four. */
public final class ChatChoiceTask {

    /** What the task is called. */
    public static final String NAME = "chat_choices";

    private ChatChoiceTask() {}

    /**
     * Writes {@code chat_choices.json} and its rows into {@code folder}, beside a quickstart's other files.
     *
     * @param seed of the quickstart
     * @return the task file
     */
    public static Path write(Path folder, long seed) {
        ProblemCorpus corpus = ProblemCorpus.generate(seed, 0, QuickstartFiles.HELD_OUT_ROWS);
        Path rows = folder.resolve("data").resolve("heldout_choices.jsonl");
        CorpusFiles.writeChoices(ChoiceQuestion.of(corpus, seed), rows);
        Path task = folder.resolve(NAME + ".json");
        AtomicFile.write(
                task, Json.pretty(declaration(folder.relativize(rows).toString().replace('\\', '/'))) + "\n");
        return task;
    }

    private static JsonObject declaration(String rows) {
        JsonObject files = new JsonObject();
        files.addProperty("test", rows);
        JsonObject arguments = new JsonObject();
        arguments.add("data_files", files);
        JsonObject metric = new JsonObject();
        metric.addProperty("metric", "acc");
        JsonArray metrics = new JsonArray();
        metrics.add(metric);
        JsonObject json = new JsonObject();
        json.addProperty("task", NAME);
        json.addProperty("dataset_path", "json");
        json.add("dataset_kwargs", arguments);
        json.addProperty("test_split", "test");
        json.addProperty("output_type", "multiple_choice");
        json.addProperty("doc_to_text", "{{question}}");
        json.addProperty("doc_to_choice", "choices");
        json.addProperty("doc_to_target", "gold");
        json.add("metric_list", metrics);
        return json;
    }

    /**
     * A held-out chat with one right answer among several: which one continues it as such conversations do? Nothing is to be worked
     * out in steps; the wrong ones are right answers to other questions of the same kind.
     *
     * @param question what the user says
     * @param choices  answers, all different
     * @param gold     which of them is right, from 0
     */
    record ChoiceQuestion(String question, List<String> choices, int gold) {

        private static final int CHOICES = 4;

        ChoiceQuestion {
            choices = List.copyOf(choices);
        }

        private record Exchange(WordProblems.Family family, String question, String answer) {}

        /** A question for each way a held-out chat begins, where its kind has enough other answers. */
        static List<ChoiceQuestion> of(ProblemCorpus corpus, long seed) {
            Map<WordProblems.Family, Set<String>> answers = new LinkedHashMap<>();
            Map<String, Exchange> exchanges = new LinkedHashMap<>();
            for (CorpusRow row : corpus.heldOut()) {
                if (!row.family().isWordProblem()
                        && row.messages().get(0).role().equals("user")) {
                    Exchange first = new Exchange(
                            row.family(),
                            row.messages().get(0).content(),
                            row.messages().get(1).content());
                    exchanges.putIfAbsent(first.question(), first);
                    answers.computeIfAbsent(first.family(), fresh -> new LinkedHashSet<>())
                            .add(first.answer());
                }
            }
            Random random = new Random(seed);
            List<ChoiceQuestion> questions = new ArrayList<>();
            for (Exchange exchange : exchanges.values()) {
                List<String> others = new ArrayList<>(answers.get(exchange.family()));
                others.remove(exchange.answer());
                if (others.size() < CHOICES - 1) {
                    continue;
                }
                Collections.shuffle(others, random);
                List<String> choices = new ArrayList<>(others.subList(0, CHOICES - 1));
                int gold = random.nextInt(CHOICES);
                choices.add(gold, exchange.answer());
                questions.add(new ChoiceQuestion(exchange.question(), choices, gold));
            }
            return questions;
        }
    }
}
