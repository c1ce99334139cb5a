package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.Optional;

/** What a model is trained for: inputs beside the tokens, and a loss over the decoder's hidden states. */
public sealed interface TrainingObjective
        permits SftObjective, PreferenceObjective, RewardObjective, PolicyObjective, ValueObjective {

    /**
     * What an objective computes.
     *
     * @param loss      a scalar; micro-batches of one batch simply add up
     * @param scores    one number for each element of {@link #scoredInput}, in its order, where there is such an input
     * @param entropies like {@code scores}, where the objective {@link #hasEntropies}
     */
    record Result(Value loss, Optional<Value> scores, Optional<Value> entropies) {

        Result(Value loss, Optional<Value> scores) {
            this(loss, scores, Optional.empty());
        }
    }

    /** Builds the loss once the decoder stands. */
    interface Loss {
        Result of(LlamaDecoder decoder, ModelValues parameters);
    }

    /**
     * Declares the objective's inputs in {@code graph}.
     *
     * @param headChunks parts that the head works through one after the other; must divide the number of targets
     */
    Loss declare(Graph graph, int headChunks);

    /** Whether sequences that begin alike may stand in one row, as {@link TokenInputs#declareTrees} has it. */
    boolean sharesPrefixes();

    /** The input that has an element for each sequence or token that is scored, where the objective scores any. */
    Optional<String> scoredInput();

    /** Whether the entropy of each scored token's distribution is an output. */
    boolean hasEntropies();
}
