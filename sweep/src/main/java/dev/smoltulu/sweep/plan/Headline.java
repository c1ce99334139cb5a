package dev.smoltulu.sweep.plan;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of a task's metrics represents it, and what it asks of a model, where the study does not say. */
final class Headline {

    /** As results files name them, the first that a task has. They are the ones that SmolLM2 and SmolTulu report. */
    private static final List<String> USUAL = List.of(
            "average_strict_acc,none",
            "acc_norm,none",
            "qem,none",
            "exact_match,strict-match",
            "prompt_level_strict_acc,none",
            "acc,none",
            "word_perplexity,none");

    /** SmolTulu's figure 1: ARC and GSM8K are best at high ratios, HellaSwag and IFEval at low ones. */
    private static final Map<String, StudyTable.Task.Ability> ABILITIES = Map.of(
            "arc_easy",
            StudyTable.Task.Ability.REASONING,
            "arc_challenge",
            StudyTable.Task.Ability.REASONING,
            "gsm8k",
            StudyTable.Task.Ability.REASONING,
            "hellaswag",
            StudyTable.Task.Ability.PATTERN,
            "ifeval",
            StudyTable.Task.Ability.PATTERN);

    private Headline() {}

    /**
     * The metric that represents a task.
     *
     * @param wish as the study names it
     * @throws UserError usage, for a metric that the task does not have
     */
    static Score of(String task, List<Score> metrics, Optional<String> wish) {
        if (wish.isPresent()) {
            return find(metrics, wish.get())
                    .orElseThrow(() -> UserError.usage("task " + task + " has no metric \""
                            + wish.get() + "\"; it has "
                            + metrics.stream().map(Headline::key).collect(Collectors.joining(", "))));
        }
        return USUAL.stream()
                .flatMap(name -> find(metrics, name).stream())
                .findFirst()
                .orElse(metrics.get(0));
    }

    private static Optional<Score> find(List<Score> metrics, String name) {
        return metrics.stream().filter(metric -> key(metric).equals(name)).findFirst();
    }

    /** As results files name it. */
    static String key(Score metric) {
        return metric.metric() + "," + metric.filter();
    }

    static StudyTable.Task.Ability ability(String task) {
        return ABILITIES.getOrDefault(task, StudyTable.Task.Ability.UNSTATED);
    }
}
