package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.RunSteps;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The prompts of a run, and the models beside the one that is trained.
 *
 * @param values what the value model starts from
 */
record RlvrData(
        RunSetup setup,
        PromptRows rows,
        ReferenceModel reference,
        Optional<ValueSource> values,
        Optional<Benchmarks> benchmarks)
        implements RunData {

    private static final int MODELS_IN_A_CHECKPOINT = 3;

    /** A reward model's folder. */
    record ValueSource(Path folder, LlamaConfig config) {

        long parameters() {
            return LlamaParameters.of(config).stream()
                    .mapToLong(ParameterSpec::elements)
                    .sum();
        }
    }

    RlvrData {
        if (!Files.exists(setup.modelFolder().resolve("tokenizer.json"))) {
            throw UserError.failed(
                    setup.modelFolder() + " has no tokenizer.json; rlvr needs one to read what the " + "model writes");
        }
    }

    @Override
    public int examples() {
        return rows.training().size();
    }

    @Override
    public String contentHash() {
        return rows.training().contentHash();
    }

    @Override
    public Map<String, String> summaries() {
        return rows.summaries();
    }

    /** The value model in every checkpoint and at the end; the best policy. */
    @Override
    public long furtherBytes(long keptCheckpoints) {
        long policy = LlamaParameters.of(setup.config()).stream()
                .mapToLong(ParameterSpec::elements)
                .sum();
        long best = rows.evaluation().isPresent() ? 2 * policy : 0;
        long ofValues =
                values.map(ValueSource::parameters).orElse(0L) * (MODELS_IN_A_CHECKPOINT * (keptCheckpoints + 1) + 1);
        return Float.BYTES * (best + ofValues);
    }

    /** The prompts' tokens, each read once for every response; the responses are not known. */
    @Override
    public TokenCount tokens(int[] indices) {
        long prompts = IntStream.of(indices)
                .mapToLong(index -> rows.training().get(index).inputIds().length)
                .sum();
        return new TokenCount(prompts * setup.recipe().whole(RecipeKey.NUMBER_SAMPLES_PER_PROMPT), 0);
    }

    @Override
    public RunSteps steps(OpenRun run) {
        return new RlvrSteps(this, run);
    }
}
