package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.CommentedJson;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a study file, a JSON object with comments. */
public final class StudyFile {

    private static final long MAX_BYTES = 1 << 20;
    private static final List<String> KEYS =
            List.of("name", "verb", "config", "recipe", "axes", "cells", "seeds", "evaluation", "keep", "output_dir");

    private final Path file;
    private final Mistakes mistakes;
    private final Entries entries;

    private StudyFile(Path file, JsonObject json, Mistakes mistakes) {
        this.file = file;
        this.mistakes = mistakes;
        this.entries = new Entries(file.toString(), json, mistakes);
    }

    /**
     * Reads {@code file}.
     *
     * @param changes   recipe entries that win over the file's, {@code KEY=VALUE} each
     * @param outputDir wins over the file's output_dir
     * @param mistakes  takes all that is wrong
     * @return nothing where it is not clear what the cells are
     * @throws UserError usage, when the file is not a JSON object
     */
    public static Optional<Study> read(Path file, List<String> changes, Optional<Path> outputDir, Mistakes mistakes) {
        return new StudyFile(file, json(file), mistakes).study(changes, outputDir);
    }

    private static JsonObject json(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.usage("study " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give `config` the path of a JSON file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw UserError.usage("study " + file + " is larger than 1 MiB; is it a data file?");
            }
            String text = CommentedJson.toStrict(Files.readString(file, StandardCharsets.UTF_8));
            return StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), file.toString());
        } catch (IOException unreadable) {
            throw UserError.failed("study " + file + " cannot be read (" + unreadable + ")", unreadable);
        } catch (UserError broken) {
            throw UserError.usage(broken.getMessage());
        }
    }

    private Optional<Study> study(List<String> changes, Optional<Path> outputDir) {
        entries.only(KEYS);
        Optional<Objective> objective = objective();
        Map<String, JsonElement> recipe = new LinkedHashMap<>(
                entries.object("recipe").map(JsonObject::asMap).orElse(Map.of()));
        changes.forEach(change -> change(change, recipe));
        Optional<Path> folder = outputDir.or(() -> entries.text("output_dir").map(Path::of));
        if (folder.isEmpty()) {
            mistakes.add(file + " lacks 'output_dir', the folder of the study; add it, or give `output_dir` DIR");
        }
        List<Long> seeds = seeds();
        List<Study.ScoreRequest> scores = entries.object("evaluation")
                .map(new EvaluationReader(file.toString(), mistakes)::read)
                .orElse(List.of());
        if (!entries.has("evaluation")) {
            mistakes.add(file + " lacks 'evaluation', which says what cells are judged by");
        }
        Study.Keep keep = entries.choice("keep", Study.Keep.class).orElse(Study.Keep.BEST);
        if (objective.isEmpty()) {
            return Optional.empty();
        }
        refuseOwned(recipe);
        List<Grid.Axis> axes = entries.object("axes")
                .map(json -> {
                    if (json.isEmpty()) {
                        mistakes.add("'axes' of " + file + " is empty, so there is nothing to vary");
                    }
                    return new AxisReader(objective.get(), "'axes' of " + file, mistakes).read(json);
                })
                .orElse(List.of());
        List<JsonObject> cells = cells(objective.get());
        if (!entries.has("axes") && !entries.has("cells")) {
            mistakes.add(file + " has neither 'axes' nor 'cells', so there is nothing to vary");
        }
        Optional<JsonElement> batchSize = batchSize(recipe);
        List<Study.Point> points = new Grid(file.toString(), mistakes).points(axes, cells, batchSize);
        if (folder.isEmpty() || points.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Study(
                file.toString(),
                entries.text("name").orElseGet(this::fileName),
                objective.get(),
                entries.text("config"),
                recipe,
                Grid.names(axes, cells),
                points,
                seeds,
                scores,
                keep,
                folder.get()));
    }

    private Optional<Objective> objective() {
        Optional<String> verb = entries.text("verb");
        Optional<Objective> objective = verb.flatMap(Objective::ofVerb);
        if (objective.isEmpty()) {
            mistakes.add((entries.has("verb") ? "'verb' in " + file + " must be" : file + " lacks 'verb',")
                    + " one of "
                    + Arrays.stream(Objective.values()).map(Objective::verb).collect(Collectors.joining(", "))
                    + (verb.isPresent() ? ", not \"" + verb.get() + "\"" : ""));
        }
        return objective;
    }

    private String fileName() {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    private void refuseOwned(Map<String, JsonElement> recipe) {
        if (recipe.containsKey(RecipeKey.OUTPUT_DIR.key())) {
            mistakes.add("'output_dir' in 'recipe' of " + file
                    + " has no use: each cell has a folder of its own; write it beside 'recipe'");
        }
    }

    /** A ratio needs the batch size before the base is read: the recipe's own, or the base file's. */
    private Optional<JsonElement> batchSize(Map<String, JsonElement> recipe) {
        String key = RecipeKey.BATCH_SIZE.key();
        if (recipe.containsKey(key)) {
            return Optional.of(recipe.get(key));
        }
        return entries.text("config")
                .map(Path::of)
                .filter(Files::isRegularFile)
                .flatMap(base -> mistakes.collect(() -> Recipe.entries(base)))
                .flatMap(base -> Optional.ofNullable(base.get(key)));
    }

    private List<JsonObject> cells(Objective objective) {
        AxisReader reader = new AxisReader(objective, "'cells' of " + file, mistakes);
        List<JsonObject> cells = new ArrayList<>();
        for (JsonElement cell : entries.list("cells").orElse(List.of())) {
            if (!cell.isJsonObject() || cell.getAsJsonObject().isEmpty()) {
                mistakes.add("a cell in 'cells' of " + file + " must be an object such as {\"learning_rate\": 9e-5}, "
                        + "not " + Entries.shown(cell));
                continue;
            }
            cell.getAsJsonObject().entrySet().forEach(entry -> reader.check(entry.getKey(), entry.getValue()));
            cells.add(cell.getAsJsonObject());
        }
        return cells;
    }

    private List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (JsonElement seed : entries.list("seeds").orElse(List.of())) {
            if (!Entries.isWhole(seed, 0)) {
                mistakes.add("a seed in 'seeds' of " + file + " must be a whole number of at least 0, not "
                        + Entries.shown(seed));
            } else if (!seen.add(seed.getAsLong())) {
                mistakes.add("seed " + seed + " stands twice in 'seeds' of " + file);
            } else {
                seeds.add(seed.getAsLong());
            }
        }
        return seeds;
    }

    private void change(String change, Map<String, JsonElement> recipe) {
        int equals = change.indexOf('=');
        if (equals < 1) {
            mistakes.add("`set` " + change + " must be KEY=VALUE");
            return;
        }
        String text = change.substring(equals + 1);
        recipe.put(change.substring(0, equals).replace('-', '_'), value(text));
    }

    private static JsonElement value(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            boolean word = json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
            return word || text.isBlank() ? new JsonPrimitive(text) : json;
        } catch (JsonParseException plain) {
            return new JsonPrimitive(text);
        }
    }
}
