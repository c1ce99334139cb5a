package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.DType;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.OutputTensor;
import dev.smoltulu.graphs.weights.SafetensorsFile;
import dev.smoltulu.graphs.weights.SafetensorsWriter;
import dev.smoltulu.graphs.weights.TensorInfo;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.ModelState;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A checkpoint folder: the model in Hugging Face layout, {@code optimizer.safetensors} with both moments of every
 * parameter, {@code data_order.safetensors} with the current epoch's permutation, and {@code trainer_state.json},
 * written last.
 */
public final class Checkpoints {

    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String ORDER = "data_order.safetensors";
    private static final String FIRST = "exp_avg.";
    private static final String SECOND = "exp_avg_sq.";
    private static final String PERMUTATION = "permutation";

    private Checkpoints() {}

    /** Writes everything into {@code folder}; only what {@code state} does not count may be in it already. */
    public static void write(Path folder, ModelFiles model, ModelState trained, TrainerState state, int[] permutation) {
        writeModel(folder, model, trained);
        TensorInfo order = new TensorInfo(PERMUTATION, DType.I64, List.of((long) permutation.length));
        SafetensorsWriter.write(
                folder.resolve(ORDER),
                List.of(OutputTensor.ofLongs(order, (first, chunk) -> {
                    for (int i = (int) first; chunk.hasRemaining(); i++) {
                        chunk.put(permutation[i]);
                    }
                })),
                SafetensorsWriter.PYTORCH);
        state.write(folder);
    }

    /** Writes a model with its moments, for {@link Stored} to read. */
    public static void writeModel(Path folder, ModelFiles model, ModelState trained) {
        model.write(folder, trained);
        List<OutputTensor> moments = new ArrayList<>(model.tensors(FIRST, trained::firstMoment));
        moments.addAll(model.tensors(SECOND, trained::secondMoment));
        SafetensorsWriter.write(folder.resolve(OPTIMIZER), moments, SafetensorsWriter.PYTORCH);
    }

    /** The permutation that {@link #write} stored. */
    public static int[] readPermutation(Path folder, int examples) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(ORDER))) {
            if (!file.has(PERMUTATION) || file.info(PERMUTATION).elements() != examples) {
                throw notAnOrder(file, examples);
            }
            LongBuffer stored = LongBuffer.allocate(examples);
            file.readLongs(PERMUTATION, 0, stored);
            int[] permutation = new int[examples];
            BitSet seen = new BitSet(examples);
            for (int i = 0; i < examples; i++) {
                long example = stored.get(i);
                if (example < 0 || example >= examples || seen.get((int) example)) {
                    throw notAnOrder(file, examples);
                }
                seen.set((int) example);
                permutation[i] = (int) example;
            }
            return permutation;
        }
    }

    private static UserError notAnOrder(SafetensorsFile file, int examples) {
        return UserError.failed(file.path() + " does not hold the order of " + examples
                + " examples; delete its folder to resume from an earlier checkpoint");
    }

    /** Weights and moments as a training session's start; close it once the session is made. */
    public static final class Stored implements InitialState, AutoCloseable {

        private final OwnedResources owned;
        private final ModelWeights weights;
        private final SafetensorsFile optimizer;
        private final long step;

        /** Opens the checkpoint in {@code folder} after {@code optimizerSteps} updates. */
        public Stored(Path folder, LlamaConfig config, long optimizerSteps) {
            this.step = optimizerSteps;
            try (OwnedResources opening = new OwnedResources()) {
                this.weights = opening.own(ModelWeights.open(folder));
                weights.checkAgainst(LlamaParameters.of(config));
                this.optimizer = opening.own(SafetensorsFile.open(folder.resolve(OPTIMIZER)));
                this.owned = opening.release();
            }
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public void parameter(String name, FloatBuffer target) {
            weights.readFloats(name, target);
        }

        @Override
        public void firstMoment(String name, FloatBuffer target) {
            optimizer.readFloats(FIRST + name, target);
        }

        @Override
        public void secondMoment(String name, FloatBuffer target) {
            optimizer.readFloats(SECOND + name, target);
        }

        @Override
        public void close() {
            owned.close();
        }
    }
}
