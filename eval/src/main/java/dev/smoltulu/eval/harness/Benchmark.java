package dev.smoltulu.eval.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.data.SplitFiles;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A task as one harness defines it.
 *
 * @param name     the name by which users and results know it
 * @param version  the harness's
 * @param source   where its splits lie
 * @param split    the split that is asked
 * @param reader   what its rows mean
 * @param shots    where its solved examples come from
 * @param joining  the separators between the parts of a prompt
 * @param output   what the model does
 * @param declared where the data are from and how prompts are made of them, as {@code configs} of the results shows it
 */
public record Benchmark(
        String name,
        int version,
        SplitFiles source,
        String split,
        Example.Reader reader,
        Shots shots,
        Joining joining,
        Output output,
        JsonObject declared) {

    /**
     * Reads the documents and makes the prompts, by the harness that the settings name.
     *
     * @throws UserError for data that are missing or broken
     */
    public TaskPlan plan(PromptContext context, TaskSources sources) {
        return withMaxNewTokens(context.settings().maxNewTokens()).planned(context, sources);
    }

    private Benchmark withMaxNewTokens(OptionalInt number) {
        if (number.isEmpty() || !(output instanceof Output.Generation generation)) {
            return this;
        }
        return new Benchmark(
                name,
                version,
                source,
                split,
                reader,
                shots,
                joining,
                new Output.Generation(generation.stop(), number.getAsInt(), generation.grading()),
                declared);
    }

    private TaskPlan planned(PromptContext context, TaskSources sources) {
        int count =
                shots.fixed() ? shots.number() : context.settings().numFewshot().orElse(shots.number());
        List<Path> files = new ArrayList<>(source.files(split, sources));
        List<Example> documents = read(files);
        PromptFormat prompts = prompts(context);
        List<Example> order = prompts.order(documents);
        FewShots fewShots = FewShots.NONE;
        if (count > 0) {
            List<Example> pool = documents;
            String drawnFrom = shots.split()
                    .orElseThrow(() -> UserError.usage(
                            name + ": the task has no split to draw few-shot examples from; leave out `num_fewshot`"));
            if (!drawnFrom.equals(split)) {
                List<Path> poolFiles = source.files(drawnFrom, sources);
                pool = read(poolFiles);
                files.addAll(poolFiles);
            }
            fewShots = prompts.fewShots(shots.selection(), pool, count);
        }
        List<TaskPlan.Instance> instances = new ArrayList<>();
        for (Example asked : order.subList(
                0, Math.min(order.size(), context.settings().limit().orElse(order.size())))) {
            instances.add(instance(prompts, prompts.prompt(fewShots.draw(asked), asked), asked));
        }
        return new TaskPlan(
                name,
                version,
                count,
                documents.size(),
                instances,
                config(context.settings().flavor(), count),
                Sha256.of(files),
                output.grader(prompts.choiceDelimiter()));
    }

    private PromptFormat prompts(PromptContext context) {
        return switch (context.settings().flavor()) {
            case LM_EVAL -> new LmEvalPrompts(joining, context);
            case LIGHTEVAL -> new LightevalPrompts(joining, output, context);
        };
    }

    private List<Example> read(List<Path> files) {
        List<Example> examples = new ArrayList<>();
        for (Path file : files) {
            RowFile.readAll(file, (where, row) -> examples.add(reader.read(examples.size(), new DataRow(where, row))));
        }
        if (examples.isEmpty()) {
            throw UserError.failed(files.get(0) + ": has no row");
        }
        return examples;
    }

    private TaskPlan.Instance instance(PromptFormat prompts, PromptFormat.Prompt prompt, Example asked) {
        if (output instanceof Output.Generation generation) {
            Request request =
                    new Request.Generation(prompt.context(), prompts.stop(generation), generation.maxNewTokens());
            JsonElement text = new JsonPrimitive(asked.answer());
            return new TaskPlan.Instance(asked.index(), asked.doc(), text, request, prompt.shots());
        }
        List<String> continuations =
                asked.choices().stream().map(prompts.choiceDelimiter()::concat).toList();
        Request request = new Request.Choices(prompt.context(), continuations);
        return new TaskPlan.Instance(
                asked.index(), asked.doc(), new JsonPrimitive(asked.gold()), request, prompt.shots());
    }

    private JsonObject config(Flavor flavor, int count) {
        JsonObject config = new JsonObject();
        config.addProperty("task", name);
        config.addProperty("flavor", flavor.key());
        declared.asMap().forEach(config::add);
        shots.split().ifPresent(drawnFrom -> config.addProperty("fewshot_split", drawnFrom));
        JsonObject sampler = new JsonObject();
        sampler.addProperty("sampler", shots.selection().key());
        config.add("fewshot_config", sampler);
        config.addProperty("description", joining.description());
        config.addProperty("target_delimiter", joining.targetDelimiter());
        config.addProperty("fewshot_delimiter", joining.fewshotDelimiter());
        config.addProperty("num_fewshot", count);
        config.add("metric_list", output.grader(joining.targetDelimiter()).metricList());
        config.addProperty("output_type", output.type());
        if (output instanceof Output.Generation generation) {
            config.add("generation_kwargs", generation.described());
            config.add("filter_list", generation.grading().filterList());
        }
        config.addProperty("repeats", 1);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("version", version);
        config.add("metadata", metadata);
        return config;
    }

    /**
     * The separators between the parts of a prompt.
     *
     * @param description      before everything; usually empty
     * @param targetDelimiter  between a question and its answer
     * @param fewshotDelimiter after the answer of an example
     */
    public record Joining(String description, String targetDelimiter, String fewshotDelimiter) {

        /** Both harnesses' usual one. */
        public static final Joining USUAL = new Joining("", " ", "\n\n");
    }
}
