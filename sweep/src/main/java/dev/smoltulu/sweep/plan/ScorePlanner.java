package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.study.Mistakes;
import dev.smoltulu.sweep.study.Study;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.run.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Turns what cells are to be judged by into commands of {@code smoltulu eval}, and names what is missing for them. */
final class ScorePlanner {

    /** What evaluations write into metrics.jsonl; for an objective that is not here it shows when a cell has run. */
    private static final Map<Objective, List<String>> MEASURES = Map.of(
            Objective.SFT,
            List.of("eval_loss"),
            Objective.DPO,
            List.of(
                    "eval_loss",
                    "eval_rewards/chosen",
                    "eval_rewards/rejected",
                    "eval_rewards/accuracies",
                    "eval_rewards/margins",
                    "eval_logps/chosen",
                    "eval_logps/rejected"),
            Objective.REWARD,
            List.of(
                    "eval_loss",
                    "eval_rewards/chosen",
                    "eval_rewards/rejected",
                    "eval_rewards/margins",
                    "eval_accuracy"));

    /** Tasks that are asked in one command. */
    private static final class Group {

        private final Fingerprint hash = new Fingerprint().add("evaluation 1");
        private final List<String> names = new ArrayList<>();
        private int documents;
        private String hex;

        private String hex() {
            if (hex == null) {
                hex = hash.hex().substring(0, 12);
            }
            return hex;
        }
    }

    private record Asked(Study.ScoreRequest.Task request, Group group, EvalTask task, Score metric) {}

    private final Objective objective;
    private final Path model;
    private final Map<String, Path> ownTasks;
    private final Resources resources;
    private final Mistakes mistakes;
    private final Map<Map<String, JsonElement>, Group> groups = new LinkedHashMap<>();
    private final List<StudyPlan.Score> scores = new ArrayList<>();

    /**
     * @param model    folder of the model that cells start from
     * @param ownTasks task files by the names that the study may give them
     */
    ScorePlanner(Objective objective, Path model, Map<String, Path> ownTasks, Resources resources, Mistakes mistakes) {
        this.objective = objective;
        this.model = model;
        this.ownTasks = ownTasks;
        this.resources = resources;
        this.mistakes = mistakes;
    }

    void plan(List<Study.ScoreRequest> requests) {
        List<Asked> asked = new ArrayList<>();
        for (Study.ScoreRequest request : requests) {
            if (request instanceof Study.ScoreRequest.Task task) {
                mistakes.collect(() -> ask(task)).ifPresent(asked::add);
            }
        }
        for (Study.ScoreRequest request : requests) {
            if (request instanceof Study.ScoreRequest.Task task) {
                asked.stream()
                        .filter(known -> known.request() == task)
                        .findFirst()
                        .ifPresent(this::add);
            } else if (request instanceof Study.ScoreRequest.Mean mean) {
                add(mean, asked);
            } else if (request instanceof Study.ScoreRequest.Measure measure) {
                add(measure);
            }
        }
        Set<String> seen = new HashSet<>();
        scores.stream()
                .map(score -> score.task().name())
                .filter(name -> !seen.add(name))
                .forEach(name -> mistakes.add(
                        "the evaluation has two scores called '" + name + "'; leave one out or rename it"));
    }

    List<StudyPlan.Score> scores() {
        return scores;
    }

    List<StudyPlan.Evaluation> groups() {
        List<StudyPlan.Evaluation> found = new ArrayList<>();
        groups.forEach((settings, group) ->
                found.add(new StudyPlan.Evaluation(group.hex(), group.names, absolute(settings), group.documents)));
        return found;
    }

    private Asked ask(Study.ScoreRequest.Task request) {
        if (objective == Objective.REWARD) {
            throw UserError.usage("task '" + request.task() + "' cannot be asked of a reward model; judge cells by "
                    + "\"measures\": [\"eval_accuracy\"] of the evaluation");
        }
        String name = name(request.task());
        EvalTask task = EvalTask.parse(name).get(0);
        Map<String, JsonElement> settings = request.settings();
        Optional<Path> data = Optional.ofNullable(settings.get("data")).map(folder -> Path.of(folder.getAsString()));
        TaskSources sources = resources.sources(data);
        Group group = new Group();
        List<Score> metrics;
        if (task instanceof EvalTask.Benchmark benchmark) {
            TaskPlan plan = TaskCheck.plan(benchmark.definition(), settings, sources, model);
            metrics = TaskCheck.metrics(plan);
            group = groups.computeIfAbsent(settings, fresh -> new Group());
            group.hash
                    .add(plan.name())
                    .add(Integer.toString(plan.version()))
                    .add(plan.config().toString())
                    .add(plan.dataSha256())
                    .add(Integer.toString(plan.instances().size()));
            group.documents += plan.instances().size();
        } else {
            Path file = data.orElseThrow(() -> UserError.usage("task perplexity needs 'data', a .txt or .jsonl file of "
                    + "documents; write {\"task\": \"perplexity\", \"data\": FILE}"));
            metrics = perplexity();
            group = groups.computeIfAbsent(settings, fresh -> new Group());
            group.hash.add(task.name()).add(file);
        }
        Score metric = Headline.of(task.name(), metrics, request.metric());
        group.names.add(name);
        return new Asked(request, group, task, metric);
    }

    private String name(String task) {
        if (ownTasks.containsKey(task)) {
            return ownTasks.get(task).toAbsolutePath().toString();
        }
        return task.endsWith(".json") ? Path.of(task).toAbsolutePath().toString() : task;
    }

    private static List<Score> perplexity() {
        List<Score> metrics = new ArrayList<>();
        for (String metric : List.of("word_perplexity", "byte_perplexity", "bits_per_byte")) {
            metrics.add(new Score(metric, Grader.Grade.NO_FILTER, 1, OptionalDouble.empty(), false));
        }
        return metrics;
    }

    private void add(Asked asked) {
        String name = asked.task().name();
        StudyTable.Task task = new StudyTable.Task(
                name,
                Headline.key(asked.metric()),
                asked.request().ability().orElseGet(() -> Headline.ability(name)),
                asked.metric().higherIsBetter());
        scores.add(new StudyPlan.Score(
                task, new StudyPlan.Score.Source.Results(asked.group().hex(), name)));
    }

    private void add(Study.ScoreRequest.Mean mean, List<Asked> asked) {
        List<Asked> parts = new ArrayList<>();
        for (String name : mean.of()) {
            Optional<Asked> part = asked.stream()
                    .filter(task -> task.task().name().equals(name))
                    .findFirst();
            part.ifPresentOrElse(
                    parts::add,
                    () -> mistakes.add("'mean_of' of '" + mean.name() + "' names '" + name
                            + "', which is no task of the evaluation"));
        }
        if (parts.size() < mean.of().size()) {
            return;
        }
        Set<String> abilities = new HashSet<>();
        parts.forEach(part -> abilities.add(Headline.ability(part.task().name()).name()));
        StudyTable.Task.Ability common =
                abilities.size() == 1 ? Headline.ability(parts.get(0).task().name()) : StudyTable.Task.Ability.UNSTATED;
        String metrics = String.join(
                "+",
                parts.stream()
                        .map(part -> Headline.key(part.metric()))
                        .distinct()
                        .toList());
        scores.add(new StudyPlan.Score(
                new StudyTable.Task(
                        mean.name(),
                        metrics,
                        mean.ability().orElse(common),
                        parts.get(0).metric().higherIsBetter()),
                new StudyPlan.Score.Source.Mean(mean.of())));
    }

    private void add(Study.ScoreRequest.Measure measure) {
        List<String> known = MEASURES.get(objective);
        if (known != null && !known.contains(measure.key())) {
            mistakes.add("measure '" + measure.key() + "' of the evaluation is none that smoltulu " + objective.verb()
                    + " writes; it writes " + String.join(", ", known));
            return;
        }
        Optional<Boolean> higher = measure.higherIsBetter().or(() -> usual(measure.key()));
        if (higher.isEmpty()) {
            mistakes.add("measure '" + measure.key() + "' of the evaluation needs \"higher_is_better\": true or false");
            return;
        }
        scores.add(new StudyPlan.Score(
                new StudyTable.Task(
                        measure.key(),
                        measure.key(),
                        measure.ability().orElse(StudyTable.Task.Ability.UNSTATED),
                        higher.get()),
                new StudyPlan.Score.Source.Measure(measure.key())));
    }

    private static Optional<Boolean> usual(String key) {
        if (key.endsWith("loss")) {
            return Optional.of(false);
        }
        boolean right = key.endsWith("accuracies") || key.endsWith("accuracy") || key.endsWith("margins");
        return right ? Optional.of(true) : Optional.empty();
    }

    private static Map<String, JsonElement> absolute(Map<String, JsonElement> settings) {
        Map<String, JsonElement> absolute = new LinkedHashMap<>(settings);
        absolute.computeIfPresent(
                "data",
                (key, path) -> new JsonPrimitive(
                        Path.of(path.getAsString()).toAbsolutePath().toString()));
        return absolute;
    }
}
