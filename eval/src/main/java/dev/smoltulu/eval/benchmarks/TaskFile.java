package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.eval.data.SplitFiles;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.harness.Shots;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** A task that a user declares in a JSON file with the keys of lm-evaluation-harness's task files. */
final class TaskFile {

    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final String NUM_FEWSHOT = "num_fewshot";
    private static final String FEWSHOT_SPLIT = "fewshot_split";
    private static final String TRAINING_SPLIT = "training_split";
    private static final String VALIDATION_SPLIT = "validation_split";
    private static final String TEST_SPLIT = "test_split";
    /** Keys that the results show as they are. */
    private static final List<String> DECLARED = List.of(
            "dataset_path",
            "dataset_kwargs",
            TRAINING_SPLIT,
            VALIDATION_SPLIT,
            TEST_SPLIT,
            RowTemplates.TEXT,
            RowTemplates.CHOICE,
            RowTemplates.TARGET);

    private static final Set<String> KEYS = Set.of(
            "task",
            "dataset_path",
            "dataset_kwargs",
            TRAINING_SPLIT,
            VALIDATION_SPLIT,
            TEST_SPLIT,
            FEWSHOT_SPLIT,
            NUM_FEWSHOT,
            "output_type",
            RowTemplates.TEXT,
            RowTemplates.CHOICE,
            RowTemplates.TARGET,
            "description",
            "target_delimiter",
            "fewshot_delimiter",
            "generation_kwargs",
            "metric_list",
            "filter_list",
            "metadata");

    private final Path file;
    private final DeclaredObject keys;
    private final Map<String, List<Path>> splits;

    private TaskFile(Path file, JsonObject json) {
        this.file = file;
        this.keys = new DeclaredObject(file.toString(), json);
        keys.only(KEYS);
        this.splits = splits();
    }

    /**
     * Reads a task file.
     *
     * @throws UserError in one line, naming file and key, for whatever it does not declare as it should
     */
    static TaskDefinition read(String path) {
        try {
            Path file = Path.of(path);
            return new TaskFile(file, StrictJson.readObject(file, MAX_BYTES)).task();
        } catch (InvalidPathException e) {
            throw UserError.usage("`tasks`: \"" + path + "\" is not a path (" + e.getReason() + ")");
        }
    }

    private TaskDefinition task() {
        String name = keys.string("task");
        if (!NAME.matcher(name).matches() || Tasks.names().contains(name)) {
            throw keys.wrong("task", "a name of its own of letters, digits, _, . and -");
        }
        Benchmark.Joining joining = new Benchmark.Joining(
                keys.string("description", Benchmark.Joining.USUAL.description()),
                keys.string("target_delimiter", Benchmark.Joining.USUAL.targetDelimiter()),
                keys.string("fewshot_delimiter", Benchmark.Joining.USUAL.fewshotDelimiter()));
        Output output = TaskFileOutput.read(keys, joining);
        int version = keys.has("metadata")
                ? keys.object("metadata").whole("version", 0).orElse(0)
                : 0;
        JsonObject declared = new JsonObject();
        DECLARED.stream()
                .filter(keys::has)
                .forEach(key -> declared.add(key, keys.json().get(key)));
        SplitFiles source = (split, sources) -> splits.get(split).stream()
                .flatMap(path -> RowFile.expand(path).stream())
                .toList();
        return new OwnTask(
                file,
                new Benchmark(
                        name,
                        version,
                        source,
                        evaluated(),
                        RowTemplates.read(keys, output),
                        shots(),
                        joining,
                        output,
                        declared));
    }

    private String evaluated() {
        return split(TEST_SPLIT)
                .or(() -> split(VALIDATION_SPLIT))
                .orElseThrow(() -> UserError.usage(file
                        + ": has neither \"test_split\" nor \"validation_split\"; one of them names the split to ask"));
    }

    private Shots shots() {
        Optional<String> drawnFrom =
                split(FEWSHOT_SPLIT).or(() -> split(TRAINING_SPLIT)).or(() -> split(VALIDATION_SPLIT));
        OptionalInt number = keys.whole(NUM_FEWSHOT, 0);
        if (number.orElse(0) > 0 && drawnFrom.isEmpty()) {
            throw UserError.usage(file + ": \"num_fewshot\" needs a split to draw examples from; add"
                    + " \"fewshot_split\" or \"training_split\"");
        }
        // The harness compares fewshot_split with test_split; two that are not set are equal too.
        boolean withoutDocument =
                drawnFrom.equals(Optional.of(evaluated())) || !keys.has(FEWSHOT_SPLIT) && !keys.has(TEST_SPLIT);
        return new Shots(
                drawnFrom,
                number.orElse(0),
                number.isPresent() && number.getAsInt() == 0,
                withoutDocument ? Shots.Selection.SAMPLED_WITHOUT_DOCUMENT : Shots.Selection.SAMPLED);
    }

    private Optional<String> split(String key) {
        if (!keys.has(key)) {
            return Optional.empty();
        }
        String split = keys.string(key);
        if (!splits.containsKey(split)) {
            throw keys.wrong(key, "one of the splits in \"data_files\"");
        }
        return Optional.of(split);
    }

    /** The files of each split; relative paths start at the task file's folder. */
    private Map<String, List<Path>> splits() {
        keys.oneOf("dataset_path", List.of("json", "parquet"));
        DeclaredObject arguments = keys.object("dataset_kwargs");
        arguments.only(Set.of("data_files"));
        DeclaredObject files = arguments.object("data_files");
        Map<String, List<Path>> found = new HashMap<>();
        for (String split : files.json().keySet()) {
            List<Path> paths = new ArrayList<>();
            for (String path : files.strings(split)) {
                paths.add(resolved(files, split, path));
            }
            found.put(split, paths);
        }
        return found;
    }

    private Path resolved(DeclaredObject files, String split, String path) {
        try {
            return file.toAbsolutePath().resolveSibling(path);
        } catch (InvalidPathException e) {
            throw files.wrong(split, "the path of a .jsonl, .json or .parquet file");
        }
    }

    /** A task of the user's. */
    private record OwnTask(Path file, Benchmark benchmark) implements TaskDefinition {

        @Override
        public String name() {
            return benchmark.name();
        }

        @Override
        public TaskPlan plan(PromptContext context, TaskSources sources) {
            if (context.settings().flavor() != Flavor.LM_EVAL) {
                throw UserError.usage(file + ": a task file defines a task of lm-eval; run it without `flavor` "
                        + context.settings().flavor().key());
            }
            return benchmark.plan(context, sources);
        }
    }
}
