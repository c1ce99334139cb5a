package dev.smoltulu.trainer.rlvr;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Tells each thing that goes wrong with verifying once; how often it did stands in the metrics. */
final class ProblemNotes {

    private static final int MOST = 10;

    private final Consumer<String> messages;
    private final Set<String> told = new HashSet<>();

    ProblemNotes(Consumer<String> messages) {
        this.messages = messages;
    }

    void tell(List<Rollout> rollouts) {
        rollouts.forEach(rollout -> rollout.verdict()
                .problem()
                .filter(problem -> told.size() < MOST && told.add(problem))
                .ifPresent(problem ->
                        messages.accept("verifier " + rollout.prompt().verifier() + ", "
                                + rollout.prompt().origin() + ": " + problem + "; such responses count as wrong")));
    }
}
