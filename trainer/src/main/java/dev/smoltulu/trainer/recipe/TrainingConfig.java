package dev.smoltulu.trainer.recipe;

import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A recipe as typed values: what every objective has. Components are the keys of {@link RecipeKey} in camel case, which
 * has their meaning, range and default; {@link ConfigBinder} fills them in.
 */
public sealed interface TrainingConfig permits SftConfig, DpoConfig, RewardConfig, RlvrConfig {

    Model model();

    Data data();

    Steps steps();

    Schedule schedule();

    Optimizer optimizer();

    Compute compute();

    Run run();

    /** Which of the two implementations trains; reinforcement learning reads weights that only the first gives out. */
    default SessionKind trainingSession() {
        return SessionKind.BOUND;
    }

    /** The seed that draws which rows a weight or a number of rows takes. */
    default long dataSeed() {
        return data().dataSeed().orElse(steps().seed());
    }

    /** Examples that a step trains on, none of which is divided between passes. */
    default long examplesPerStep() {
        return steps().batchSize();
    }

    /** Steps of the whole run: max_steps, else the batches of all epochs, rounded up. */
    default long totalSteps(long stepsPerEpoch) {
        return steps().maxSteps().orElseGet(() -> (long) Math.ceil(steps().numTrainEpochs() * stepsPerEpoch));
    }

    /** The two implementations of a training session. */
    enum SessionKind {
        /** Ours, over bound tensors. */
        BOUND,
        /** ONNX Runtime's on-device training API. */
        ORT
    }

    /** Where training starts. */
    record Model(String model, Init init) {

        /** Whose weights it starts from. */
        public enum Init {
            PRETRAINED,
            RANDOM
        }

        /** Whether it starts from random weights. */
        public boolean random() {
            return init == Init.RANDOM;
        }
    }

    /**
     * Rows and how they become tokens.
     *
     * @param evalData empty where there is nothing to measure on
     */
    record Data(
            List<DataSource> data,
            List<DataSource> evalData,
            OptionalLong dataSeed,
            long maxLength,
            ChatFormat chatTemplate) {

        /** How messages become text. */
        public enum ChatFormat {
            MODEL,
            TULU,
            CHATML;

            /** The template's name: {@code tulu}. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** How many examples a step takes, in which order, and for how long. */
    record Steps(
            long batchSize,
            long microBatchTokens,
            double numTrainEpochs,
            OptionalLong maxSteps,
            boolean shuffle,
            long seed) {

        /** The order that so many examples come in. */
        public SampleOrder order(int examples) {
            return new SampleOrder(examples, (int) Math.min(batchSize, examples), shuffle, seed);
        }
    }

    /** The learning rate; exactly one of warm-up ratio and steps is there. */
    record Schedule(
            double learningRate,
            LearningRateSchedule.Kind lrSchedulerType,
            OptionalDouble warmupRatio,
            OptionalLong warmupSteps) {

        /** The learning rate of every step of a run. */
        public LearningRateSchedule over(long totalSteps) {
            long warmup = warmupSteps.orElseGet(
                    () -> LearningRateSchedule.warmupSteps(totalSteps, warmupRatio.orElseThrow()));
            return new LearningRateSchedule(lrSchedulerType, learningRate, totalSteps, warmup);
        }
    }

    /** AdamW and clipping; no clipping without a norm. */
    record Optimizer(
            double weightDecay, double adamBeta1, double adamBeta2, double adamEpsilon, OptionalDouble maxGradNorm) {

        public AdamW adamW() {
            return new AdamW(adamBeta1, adamBeta2, adamEpsilon, weightDecay);
        }
    }

    /** Where and in which precision a run computes. */
    record Compute(Device device, Precision precision, boolean tf32, boolean gradientCheckpointing) {

        /** The number format of matrix multiplications. */
        public enum Precision {
            FP32,
            BF16
        }

        public boolean bf16() {
            return precision == Precision.BF16;
        }

        /** How sessions run their graphs. */
        public SessionSettings session() {
            SessionSettings session = SessionSettings.on(device);
            return tf32 ? session.withTf32() : session;
        }
    }

    /** The run folder, and what is written into it when. */
    record Run(Path outputDir, long loggingSteps, long saveSteps, long saveTotalLimit, long evalSteps) {}
}
