package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reinforcement learning with verifiable rewards: {@code smoltulu rlvr}.
 *
 * @param referenceFolder the recipe's reference_model, found on this machine, where it names one
 * @param valueFolder     the same of value_model
 * @param benchmarks      what measures the recipe's eval_tasks, where it names any
 */
public record ReinforcementLearning(
        RlvrConfig config, Optional<Path> referenceFolder, Optional<Path> valueFolder, Optional<Benchmarks> benchmarks)
        implements TrainingTask {

    @Override
    public String title() {
        return "Reinforcement learning with verifiable rewards";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return TrainingTask.languageModel(stored, folder, "rlvr");
    }

    @Override
    public TrainingObjective objective() {
        return PolicyObjectives.of(config);
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        ReferenceModel reference = ReferenceModel.of(setup, referenceFolder.orElse(setup.modelFolder()));
        Optional<RlvrData.ValueSource> values =
                valueFolder.map(folder -> new RlvrData.ValueSource(folder, ValueModel.config(folder, setup.model())));
        return new RlvrData(config, setup, PromptRows.load(setup), reference, values, benchmarks);
    }
}
