package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.RunSteps;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The prompts of a run with what verifies the responses, whatever the algorithm.
 *
 * @param rows       prompts to train on, and held-out ones if the recipe names any
 * @param benchmarks what measures eval_tasks, if the recipe names any
 * @param others     models that are trained beside the policy and stored with every checkpoint
 * @param learner    opens the algorithm's updates on an open run
 */
record RlvrData(
        RlvrConfig config,
        RunSetup setup,
        RunRows<PromptDataset> rows,
        Verifiers verifiers,
        Optional<Benchmarks> benchmarks,
        List<LlamaConfig> others,
        Function<OpenRun, RlvrSteps.Learner> learner)
        implements RunData {

    private static final double NANOS = 1e9;
    /** The weights and the two moments of AdamW. */
    private static final int COPIES_IN_A_CHECKPOINT = 3;

    /** Reads and tokenises the rows; see the record's components. */
    static RlvrData load(
            RlvrConfig config,
            RunSetup setup,
            Optional<Benchmarks> benchmarks,
            List<LlamaConfig> others,
            Function<OpenRun, RlvrSteps.Learner> learner)
            throws InterruptedException {
        RlvrConfig.Verification verification = config.verification();
        Verifiers verifiers = Verifiers.of(new VerifierSettings(
                verification.verifierRules(),
                Duration.ofNanos((long) (verification.verifierTimeout() * NANOS)),
                verification.verifiers().orElseGet(JsonObject::new)));
        // A prompt leaves room for a response of at least one token.
        int maxPrompt = (int) Math.min(config.rollouts().maxPromptTokenLength(), Math.max(1, setup.maxLength() - 1));
        RunRows<PromptDataset> rows = RunRows.load(
                setup,
                true,
                (sources, options, rowsRead, stop) -> PromptDataset.load(
                        sources, upTo(maxPrompt, options), verifiers, verification.verifier(), rowsRead, stop));
        if (!Files.exists(setup.modelFolder().resolve("tokenizer.json"))) {
            throw UserError.failed(
                    setup.modelFolder() + " has no tokenizer.json; rlvr needs one to read what the " + "model writes");
        }
        return new RlvrData(config, setup, rows, verifiers, benchmarks, others, learner);
    }

    private static EncodingOptions upTo(int tokens, EncodingOptions options) {
        return new EncodingOptions(
                options.tokenizer(),
                options.template(),
                tokens,
                options.assistantOnlyLoss(),
                options.vocabSize(),
                options.seed());
    }

    /** The names of the data sets that {@code prompts} come from, in alphabetical order. */
    static Collection<String> sources(PromptDataset prompts) {
        return new TreeSet<>(prompts.sources().keySet());
    }

    /** The other models in every checkpoint and at the end; the best policy. */
    @Override
    public long furtherBytes(long keptCheckpoints) {
        long best = rows.evaluation().isPresent() ? 2 * parameters(setup.model()) : 0;
        long stored = others.stream().mapToLong(RlvrData::parameters).sum()
                * (COPIES_IN_A_CHECKPOINT * (keptCheckpoints + 1) + 1);
        return Float.BYTES * (best + stored);
    }

    private static long parameters(LlamaConfig model) {
        return LlamaParameters.of(model).stream()
                .mapToLong(ParameterSpec::elements)
                .sum();
    }

    /** The prompts' tokens, each counted once for every response; the responses are not known. */
    @Override
    public TokenCount tokens(int[] indices) {
        long prompts = IntStream.of(indices)
                .mapToLong(index -> rows.training().get(index).inputIds().length)
                .sum();
        return new TokenCount(prompts * config.rollouts().numberSamplesPerPrompt(), 0);
    }

    @Override
    public RunSteps steps(OpenRun run) {
        return new RlvrSteps(this, run);
    }
}
