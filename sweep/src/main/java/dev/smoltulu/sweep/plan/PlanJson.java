package dev.smoltulu.sweep.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as a file, which all that another machine needs to run a cell is in. */
public final class PlanJson {

    private static final long MAX_BYTES = 1L << 28;

    private PlanJson() {}

    /** Writes a plan, durably. */
    public static void write(StudyPlan plan, Path file) {
        AtomicFile.write(file, Json.pretty(json(plan)) + "\n");
    }

    /**
     * Reads a plan.
     *
     * @throws UserError when the file is missing or is not one
     */
    public static StudyPlan read(Path file) {
        JsonObject json = StrictJson.readObject(file, MAX_BYTES);
        try {
            return plan(json);
        } catch (JsonParseException | IllegalStateException | IllegalArgumentException | NullPointerException broken) {
            throw UserError.failed(
                    file + ": is not the plan of a study; start the study again in another folder, or "
                            + "run the same command with `resume`",
                    broken);
        }
    }

    private static JsonObject json(StudyPlan plan) {
        JsonObject json = new JsonObject();
        json.addProperty("name", plan.name());
        json.addProperty("model", plan.model());
        json.addProperty("verb", plan.verb());
        json.add("axes", array(plan.axes()));
        json.addProperty("keep", plan.keep().name().toLowerCase(Locale.ROOT));
        JsonArray scores = new JsonArray();
        plan.scores().forEach(score -> scores.add(json(score)));
        json.add("scores", scores);
        JsonArray evaluations = new JsonArray();
        plan.evaluations().forEach(group -> evaluations.add(json(group)));
        json.add("evaluations", evaluations);
        JsonArray cells = new JsonArray();
        plan.cells().forEach(cell -> cells.add(json(cell)));
        json.add("cells", cells);
        return json;
    }

    private static JsonObject json(StudyPlan.Score score) {
        JsonObject json = new JsonObject();
        json.addProperty("name", score.task().name());
        json.addProperty("metric", score.task().metric());
        json.addProperty("ability", score.task().ability().name().toLowerCase(Locale.ROOT));
        json.addProperty("higher_is_better", score.task().higherIsBetter());
        if (score.source() instanceof StudyPlan.Score.Source.Results results) {
            json.addProperty("evaluation", results.evaluation());
            json.addProperty("task", results.task());
        } else if (score.source() instanceof StudyPlan.Score.Source.Mean mean) {
            json.add("mean_of", array(mean.of()));
        } else if (score.source() instanceof StudyPlan.Score.Source.Measure measure) {
            json.addProperty("measure", measure.key());
        }
        return json;
    }

    private static JsonObject json(StudyPlan.Evaluation group) {
        JsonObject settings = new JsonObject();
        group.settings().forEach(settings::add);
        JsonObject json = new JsonObject();
        json.addProperty("hash", group.hash());
        json.add("tasks", array(group.tasks()));
        json.add("settings", settings);
        json.addProperty("documents", group.documents());
        return json;
    }

    /** Older plans have a command's words instead of tasks and settings; a report needs neither. */
    private static StudyPlan.Evaluation evaluation(JsonObject json) {
        List<String> tasks = json.has("tasks") ? strings(json.get("tasks")) : List.of();
        Map<String, JsonElement> settings =
                json.has("settings") ? json.getAsJsonObject("settings").asMap() : Map.of();
        return new StudyPlan.Evaluation(
                json.get("hash").getAsString(),
                tasks,
                settings,
                json.get("documents").getAsInt());
    }

    private static JsonObject json(StudyPlan.Cell cell) {
        JsonObject values = new JsonObject();
        cell.values().forEach(values::add);
        JsonObject json = new JsonObject();
        json.addProperty("id", cell.id());
        json.add("values", values);
        json.addProperty("steps", cell.steps());
        json.addProperty("tokens", cell.tokens());
        json.addProperty("trained_tokens", cell.trainedTokens());
        json.add("recipe", cell.recipe());
        return json;
    }

    private static StudyPlan plan(JsonObject json) {
        List<StudyPlan.Score> scores = new ArrayList<>();
        json.getAsJsonArray("scores").forEach(score -> scores.add(score(score.getAsJsonObject())));
        List<StudyPlan.Evaluation> evaluations = new ArrayList<>();
        json.getAsJsonArray("evaluations").forEach(group -> evaluations.add(evaluation(group.getAsJsonObject())));
        List<StudyPlan.Cell> cells = new ArrayList<>();
        json.getAsJsonArray("cells").forEach(cell -> cells.add(cell(cell.getAsJsonObject())));
        return new StudyPlan(
                json.get("name").getAsString(),
                json.get("model").getAsString(),
                json.get("verb").getAsString(),
                strings(json.get("axes")),
                scores,
                evaluations,
                Study.Keep.valueOf(json.get("keep").getAsString().toUpperCase(Locale.ROOT)),
                cells);
    }

    private static StudyPlan.Score score(JsonObject json) {
        StudyTable.Task task = new StudyTable.Task(
                json.get("name").getAsString(),
                json.get("metric").getAsString(),
                StudyTable.Task.Ability.valueOf(
                        json.get("ability").getAsString().toUpperCase(Locale.ROOT)),
                json.get("higher_is_better").getAsBoolean());
        if (json.has("mean_of")) {
            return new StudyPlan.Score(task, new StudyPlan.Score.Source.Mean(strings(json.get("mean_of"))));
        }
        if (json.has("measure")) {
            return new StudyPlan.Score(
                    task, new StudyPlan.Score.Source.Measure(json.get("measure").getAsString()));
        }
        return new StudyPlan.Score(
                task,
                new StudyPlan.Score.Source.Results(
                        json.get("evaluation").getAsString(), json.get("task").getAsString()));
    }

    private static StudyPlan.Cell cell(JsonObject json) {
        return new StudyPlan.Cell(
                json.get("id").getAsString(),
                json.getAsJsonObject("values").asMap(),
                json.getAsJsonObject("recipe"),
                json.get("steps").getAsLong(),
                json.get("tokens").getAsLong(),
                json.get("trained_tokens").getAsLong());
    }

    private static JsonArray array(List<String> strings) {
        JsonArray array = new JsonArray();
        strings.forEach(array::add);
        return array;
    }

    private static List<String> strings(JsonElement list) {
        return list.getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }
}
