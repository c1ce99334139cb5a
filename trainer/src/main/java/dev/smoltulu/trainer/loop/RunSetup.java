package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.HeadChunks;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;

/**
 * A run before its rows are read: its task, the model, and the sizes of its graphs.
 *
 * @param modelFolder the recipe's model, found on this machine
 * @param model       what is trained
 * @param maxLength   maximum tokens of a sequence, no more than the model has positions
 * @param tokenBudget tokens of one forward and backward pass
 * @param headChunks  parts the output head works in
 */
public record RunSetup(
        TrainingTask task,
        Path modelFolder,
        LlamaConfig model,
        int maxLength,
        int tokenBudget,
        int headChunks,
        RunConsole console) {

    /** Maximum tokens of a pass, far more than fit in memory: the graph has nodes for every part of its head. */
    private static final long MAX_TOKENS = 1 << 20;

    /** The run of {@code task} with the model in {@code modelFolder}. */
    public static RunSetup of(TrainingTask task, Path modelFolder, RunConsole console) {
        TrainingConfig config = task.config();
        LlamaConfig model = task.trained(LlamaConfig.read(modelFolder), modelFolder);
        int maxLength = Math.toIntExact(Math.min(config.data().maxLength(), model.maxPositions()));
        int exampleTokens = Math.multiplyExact(task.sequencesPerExample(), maxLength);
        long batchTokens = Math.min(config.examplesPerStep(), MAX_TOKENS) * exampleTokens;
        int budget = (int) Math.min(Math.min(config.steps().microBatchTokens(), batchTokens), MAX_TOKENS);
        int chunks = HeadChunks.of(Math.max(budget, exampleTokens), model.vocabSize());
        return new RunSetup(task, modelFolder, model, maxLength, budget, chunks, console);
    }

    public TrainingConfig config() {
        return task.config();
    }

    /** How sessions run their graphs. */
    public SessionSettings session() {
        return config().compute().session();
    }

    /** How the training graph is cut. */
    public TrainingGraphs.Options graphs() {
        return graphs(task.objective());
    }

    /** The same for another objective. */
    public TrainingGraphs.Options graphs(TrainingObjective objective) {
        return new TrainingGraphs.Options(
                objective,
                maxLength,
                headChunks,
                config().compute().gradientCheckpointing(),
                config().compute().bf16());
    }

    /** The session of the run's model. */
    TrainingSpec spec() {
        return spec(model, task.objective());
    }

    /** A session that trains a model of {@code other} for another objective, in all else alike. */
    public TrainingSpec spec(LlamaConfig other, TrainingObjective objective) {
        return spec(other, graphs(objective));
    }

    /** The session of the run's model with passes of another size, for predictions. */
    TrainingSpec spec(int passTokens, boolean checkpointing) {
        return spec(
                model,
                new TrainingGraphs.Options(
                        task.objective(),
                        maxLength,
                        HeadChunks.of(passTokens, model.vocabSize()),
                        checkpointing,
                        config().compute().bf16()));
    }

    private TrainingSpec spec(LlamaConfig trained, TrainingGraphs.Options graphs) {
        return new TrainingSpec(
                trained,
                graphs,
                config().optimizer().adamW(),
                config().optimizer().maxGradNorm(),
                session());
    }

    /** Steps of the whole run, whose examples come in {@code order}. */
    public long totalSteps(SampleOrder order) {
        return config().totalSteps(order.stepsPerEpoch());
    }
}
