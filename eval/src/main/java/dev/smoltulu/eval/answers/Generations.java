package dev.smoltulu.eval.answers;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.answers.RequestEncoder.Prompt;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.tokenizer.GeneratedText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Lets a model answer a task's prompts, many at once, each by its most likely tokens. */
final class Generations {

    /** A document's prompt as tokens; {@code index} is the instance's. */
    private record Item(int index, Prompt prompt, Request.Generation request) {}

    private final EvalModel model;
    private final String task;
    private final List<Item> items = new ArrayList<>();

    /**
     * Makes tokens of all prompts.
     *
     * @param indices of the instances with a {@link Request.Generation}
     */
    Generations(
            EvalModel model,
            RequestEncoder encoder,
            String task,
            List<TaskPlan.Instance> instances,
            List<Integer> indices) {
        this.model = model;
        this.task = task;
        for (int index : indices) {
            TaskPlan.Instance instance = instances.get(index);
            Request.Generation request = (Request.Generation) instance.request();
            items.add(new Item(
                    index,
                    encoder.prompt(request.context(), request.maxNewTokens(), task + ", document " + instance.docId()),
                    request));
        }
    }

    /** Documents of which the prompt lost tokens. */
    int truncated() {
        return (int) items.stream().filter(item -> item.prompt().dropped() > 0).count();
    }

    /**
     * Generates what {@code log} lacks of its shard.
     *
     * @return false if stopped
     */
    boolean collect(AnswerLog log, EvalProgress progress, BooleanSupplier stop) {
        // The longest first: memory is found wanting at once, and the last ones to end are short.
        List<Item> asked = log.shard().of(items);
        List<Item> open = asked.stream()
                .filter(item -> log.find(item.index()).isEmpty())
                .sorted(Comparator.comparingInt((Item item) -> item.prompt().ids().length)
                        .reversed())
                .toList();
        if (open.isEmpty()) {
            return true;
        }
        List<GeneratedText> texts = open.stream()
                .map(item -> new GeneratedText(model.tokenizer(), item.request().stop()))
                .toList();
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            requests.add(request(open.get(i), texts.get(i)));
        }
        int[] done = {asked.size() - open.size()};
        model.generation()
                .generate(
                        requests,
                        (number, completion) -> {
                            GeneratedText text = texts.get(number);
                            text.finish();
                            log.append(Map.of(open.get(number).index(), new JsonPrimitive(text.text())));
                            progress.advanced(task, "answers", ++done[0], asked.size());
                        },
                        stop);
        return done[0] == asked.size();
    }

    private GenerationRequest request(Item item, GeneratedText text) {
        Set<Integer> ends = new HashSet<>(model.endTokens());
        // A special token's text is no part of an answer, but it can be asked to end one.
        item.request().stop().stream()
                .filter(model.tokenizer().specialTokens()::contains)
                .forEach(stop -> model.tokenizer().tokenId(stop).ifPresent(ends::add));
        return new GenerationRequest(
                item.prompt().ids(), item.request().maxNewTokens(), Sampling.GREEDY, ends, (tokens, count) -> {
                    text.push(tokens[count - 1]);
                    return text.stopped();
                });
    }

    /** An answer as the log has it. */
    static ModelAnswer.Text read(JsonElement logged) {
        return new ModelAnswer.Text(logged.getAsString());
    }
}
