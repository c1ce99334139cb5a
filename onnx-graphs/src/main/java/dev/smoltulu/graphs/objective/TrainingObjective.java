package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.Optional;

/**
 * The loss that a model is trained by: inputs beside the tokens, and an equation over the decoder's hidden states. Each
 * implementation states its equation; weights are inputs, so the losses and gradients of a batch's micro-batches add
 * up.
 */
public sealed interface TrainingObjective
        permits SftObjective, PreferenceObjective, RewardObjective, PolicyObjective, ValueObjective {

    /**
     * The outputs of an objective.
     *
     * @param loss      a scalar
     * @param scores    one number for each element of {@link #scoredInput}, in its order, where there is such an input
     * @param entropies like {@code scores}, where the objective {@link #hasEntropies}
     */
    record Result(Value loss, Optional<Value> scores, Optional<Value> entropies) {

        Result(Value loss, Optional<Value> scores) {
            this(loss, scores, Optional.empty());
        }
    }

    /** Emits the loss. */
    @FunctionalInterface
    interface Loss {

        /** Emits the decoder and the loss over it; {@code parameters} are the decoder's own. */
        Result of(LlamaDecoder decoder, ModelValues parameters);
    }

    /**
     * Declares the objective's inputs in {@code graph}.
     *
     * @param headChunks parts that the head works through one after the other; must divide the number of targets
     */
    Loss declare(Graph graph, int headChunks);

    /** Whether sequences with a common prefix may share a row, as in {@link TokenInputs#declareTrees}. */
    default boolean sharesPrefixes() {
        return true;
    }

    /** The input that has an element for each sequence or token that is scored, where the objective scores any. */
    Optional<String> scoredInput();

    /** Whether the entropy of each scored token's distribution is an output. */
    default boolean hasEntropies() {
        return false;
    }
}
