package dev.smoltulu.trainer.preference;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Training of a reward model: {@code smoltulu reward}. */
public final class RewardModelling implements TrainingTask {

    @Override
    public String title() {
        return "Reward model training";
    }

    /** A reward model as it is; a language model with a new score in place of its head. */
    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return stored.head() == ModelHead.SCORE ? stored : stored.asRewardModel(padToken(stored, folder));
    }

    /**
     * What fills up batches in transformers, which takes a sequence's last other token as its end: never the token that
     * ends an answer.
     */
    private static int padToken(LlamaConfig config, Path folder) {
        Set<Integer> ends = new HashSet<>(config.eosTokenIds());
        IntStream named = config.padTokenId().stream().mapToInt(Integer::intValue);
        if (Files.exists(folder.resolve("tokenizer.json"))) {
            try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
                tokenizer.eosId().ifPresent(ends::add);
                named = IntStream.concat(named, tokenizer.padId().stream());
            }
        }
        return Stream.of(
                        named,
                        config.bosTokenId().stream().mapToInt(Integer::intValue),
                        IntStream.range(0, config.vocabSize()))
                .flatMapToInt(candidates -> candidates)
                .filter(id -> !ends.contains(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public TrainingObjective objective(Recipe recipe) {
        return new RewardObjective();
    }

    @Override
    public int sequencesPerExample() {
        return 2;
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        return RewardData.of(PairRows.load(setup), setup.settings());
    }
}
