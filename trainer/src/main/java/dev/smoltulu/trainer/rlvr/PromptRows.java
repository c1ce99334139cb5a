package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonObject;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.Verifiers;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A recipe's prompts with what judges the answers.
 */
record PromptRows(RunRows<PromptDataset> rows, Verifiers verifiers) {

    private static final double NANOS = 1e9;

    static PromptRows load(RunSetup setup) throws InterruptedException {
        RlvrConfig config = (RlvrConfig) setup.config();
        Verifiers verifiers = Verifiers.of(new VerifierSettings(
                config.verification().verifierRules(),
                Duration.ofNanos((long) (config.verification().verifierTimeout() * NANOS)),
                config.verification().verifiers().orElseGet(JsonObject::new)));
        int longest = (int) Math.min(config.rollouts().maxPromptTokenLength(), Math.max(1, setup.maxLength() - 1));
        RunRows<PromptDataset> rows = RunRows.load(
                setup,
                true,
                (sources, options, rowsRead, stop) -> PromptDataset.load(
                        sources,
                        atMost(options, longest),
                        verifiers,
                        config.verification().verifier(),
                        rowsRead,
                        stop));
        return new PromptRows(rows, verifiers);
    }

    /** A prompt leaves room for an answer of at least one token. */
    private static EncodingOptions atMost(EncodingOptions options, int tokens) {
        return new EncodingOptions(
                options.tokenizer(),
                options.template(),
                tokens,
                options.assistantOnlyLoss(),
                options.vocabSize(),
                options.seed());
    }

    PromptDataset training() {
        return rows.training();
    }

    Optional<PromptDataset> evaluation() {
        return rows.evaluation();
    }

    static Collection<String> sources(PromptDataset dataset) {
        return new TreeSet<>(dataset.sources().keySet());
    }
}
