package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.study.Mistakes;
import dev.smoltulu.sweep.study.Study;
import dev.smoltulu.trainer.loop.RunPreview;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a plan of a study: reads models' configurations and all rows, and finds everything that would keep a cell from
 * running before any is trained.
 */
public final class Planner {

    /** A cell's recipe with the point that it came from. */
    private record Draft(Study.Point point, Recipe recipe) {}

    private final Study study;
    private final Resources resources;
    private final RunConsole console;
    private final Mistakes mistakes;

    private Planner(Study study, Resources resources, RunConsole console, Mistakes mistakes) {
        this.study = study;
        this.resources = resources;
        this.console = console;
        this.mistakes = mistakes;
    }

    /**
     * The plan, or nothing where the study cannot be run.
     *
     * @param mistakes takes all that is wrong
     * @throws InterruptedException when the console's stop signal came
     */
    public static Optional<StudyPlan> plan(Study study, Resources resources, RunConsole console, Mistakes mistakes)
            throws InterruptedException {
        Planner planner = new Planner(study, resources, console, mistakes);
        Optional<Resources.BuiltInBase> base = mistakes.collect(planner::base);
        return base.isPresent() ? planner.plan(base.get()) : Optional.empty();
    }

    private Resources.BuiltInBase base() {
        if (study.config().isEmpty()) {
            return new Resources.BuiltInBase(Map.of(), Map.of());
        }
        String config = study.config().get();
        Path file = Path.of(config);
        if (Files.isRegularFile(file)) {
            return new Resources.BuiltInBase(Recipe.entries(file), Map.of());
        }
        return resources
                .builtIn(config, study.folder().resolve(config))
                .orElseThrow(() -> UserError.usage("'config' in " + study.source() + " names '" + config
                        + "', which is neither a file nor a base that " + "the program brings"));
    }

    private Optional<StudyPlan> plan(Resources.BuiltInBase base) throws InterruptedException {
        Map<String, JsonElement> common = new LinkedHashMap<>(base.recipe());
        common.putAll(study.recipe());
        common.replaceAll((key, value) -> partOf(base.recipe().get(key), value));
        common.put(RecipeKey.OUTPUT_DIR.key(), new JsonPrimitive("cells"));
        mistakes.addAll(Recipe.mistakes(study.objective(), common, study.source()));
        if (!mistakes.none()) {
            return Optional.empty();
        }
        List<Draft> drafts = drafts(common);
        if (drafts.isEmpty()) {
            return Optional.empty();
        }
        Recipe first = drafts.get(0).recipe();
        String model = first.config().model().model();
        Optional<Path> folder = mistakes.collect(() -> resources.model(first, model));
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        ScorePlanner scores = new ScorePlanner(study.objective(), folder.get(), base.tasks(), resources, mistakes);
        scores.plan(study.scores());
        requireMeasures(drafts);
        List<RunPreview.Course> courses = courses(drafts);
        if (!mistakes.none()) {
            return Optional.empty();
        }
        List<StudyPlan.Cell> cells = cells(drafts, courses);
        return mistakes.none()
                ? Optional.of(new StudyPlan(
                        study.name(),
                        model,
                        study.objective().verb(),
                        study.axes(),
                        scores.scores(),
                        scores.groups(),
                        study.keep(),
                        cells))
                : Optional.empty();
    }

    /** Rows of the base's own data: {@code {"rows": N}} or {@code {"weight": X}}, without a path. */
    private static JsonElement partOf(JsonElement whole, JsonElement part) {
        boolean pathless = part.isJsonObject() && !part.getAsJsonObject().has("path");
        if (!pathless || whole == null || !whole.isJsonPrimitive()) {
            return part;
        }
        JsonObject source = part.getAsJsonObject().deepCopy();
        source.add("path", whole);
        return source;
    }

    private List<Draft> drafts(Map<String, JsonElement> common) {
        List<Draft> drafts = new ArrayList<>();
        for (Study.Point point : study.points()) {
            List<Long> seeds = new ArrayList<>(study.seeds());
            if (seeds.isEmpty()) {
                seeds.add(null);
            }
            for (Long seed : seeds) {
                Map<String, JsonElement> entries = new LinkedHashMap<>(common);
                entries.putAll(point.entries());
                if (seed != null) {
                    // The seeds of a study differ in everything but the rows.
                    entries.putIfAbsent(
                            RecipeKey.DATA_SEED.key(),
                            entries.getOrDefault(
                                    RecipeKey.SEED.key(),
                                    new JsonPrimitive(study.seeds().get(0))));
                    entries.put(RecipeKey.SEED.key(), new JsonPrimitive(seed));
                }
                mistakes.collect(() -> Recipe.of(study.objective(), AbsolutePaths.of(entries), study.source()))
                        .ifPresent(recipe -> drafts.add(new Draft(point, recipe)));
            }
        }
        return drafts;
    }

    private void requireMeasures(List<Draft> drafts) {
        boolean measured = study.scores().stream().anyMatch(Study.ScoreRequest.Measure.class::isInstance);
        if (measured
                && drafts.stream()
                        .anyMatch(draft ->
                                draft.recipe().config().data().evalData().isEmpty())) {
            mistakes.add("'measures' in 'evaluation' of " + study.source() + " need 'eval_data' in the recipe");
        }
    }

    private List<RunPreview.Course> courses(List<Draft> drafts) throws InterruptedException {
        Map<String, Optional<RunPreview>> rows = new HashMap<>();
        SameRows same = new SameRows(study.axes(), mistakes);
        List<RunPreview.Course> courses = new ArrayList<>();
        for (Draft draft : drafts) {
            String kind = RecipeKind.of(draft.recipe().toJson());
            if (!rows.containsKey(kind)) {
                rows.put(kind, load(draft.recipe()));
            }
            if (rows.get(kind).isEmpty()) {
                continue;
            }
            RunPreview preview = rows.get(kind).get();
            long batchSize = draft.recipe().config().steps().batchSize();
            if (batchSize > preview.examples()) {
                mistakes.add("batch_size " + batchSize + " is more than the " + preview.examples()
                        + " examples of the data; leave it out, or give more rows");
                continue;
            }
            RunPreview.Course course = preview.course(draft.recipe().config());
            same.add(draft.recipe(), course, preview.examples(), study.seeds().size() > 1);
            courses.add(course);
        }
        same.check();
        return courses;
    }

    private Optional<RunPreview> load(Recipe recipe) throws InterruptedException {
        try {
            return Optional.of(RunPreview.load(
                    resources.task(recipe),
                    resources.model(recipe, recipe.config().model().model()),
                    console));
        } catch (UserError mistake) {
            mistakes.add(mistake);
            return Optional.empty();
        }
    }

    private List<StudyPlan.Cell> cells(List<Draft> drafts, List<RunPreview.Course> courses) {
        CellHash hash = new CellHash(resources);
        CellNames names = new CellNames(study.axes());
        Map<String, StudyPlan.Cell> byHash = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            Recipe recipe = drafts.get(i).recipe();
            Map<String, JsonElement> values = names.values(recipe, drafts.get(i).point());
            String sum = hash.of(recipe);
            RunPreview.Course course = courses.get(i);
            StudyPlan.Cell cell = new StudyPlan.Cell(
                    names.id(values, recipe, sum),
                    values,
                    recipe.toJson(),
                    course.steps(),
                    course.tokens(),
                    course.trainedTokens());
            if (byHash.putIfAbsent(sum, cell) != null) {
                mistakes.add("cell " + cell.title() + " is in " + study.source() + " twice; leave one out");
            }
        }
        return List.copyOf(byHash.values());
    }
}
