package dev.smoltulu.trainer.sft;

import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.loop.Batch;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.SftConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Supervised finetuning: {@code smoltulu sft}.
 *
 * <p>A row is a token sequence x with labels, -100 where a token is not trained (prompts, with assistant_only_loss). Its
 * trained tokens T(x) are predicted from all tokens before them:
 *
 * <pre>
 *     loss = sum over sequences x and t in T(x) of  -w(x) log p(x_t | x_0 ... x_(t-1))
 * </pre>
 *
 * <p>The weight w(x) is the recipe's loss_reduction ({@link LossReduction}): 1 / trained tokens of the batch
 * (token_mean), 1 / sequences (sum, Tulu 3's), or 1 / (trained tokens of x * sequences) (sequence_mean). It is an input
 * of the graph ({@link SftObjective}), so the passes that a batch is cut into just add up.
 */
public record SftTask(SftConfig config) implements TrainingTask {

    @Override
    public String title() {
        return "Supervised finetuning";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return TrainingTask.languageModel(stored, folder, "sft");
    }

    @Override
    public TrainingObjective objective() {
        return new SftObjective();
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        return new Sequences(config, setup, RunRows.load(setup, config.assistantOnlyLoss(), TokenDataset::sequences));
    }

    private record Sequences(SftConfig config, RunSetup setup, RunRows<TokenDataset<TokenSequence>> rows)
            implements BatchData<TokenSequence> {

        @Override
        public long trainedTokens(TokenSequence sequence) {
            return sequence.trainedTokens();
        }

        @Override
        public Batch batch(int[] indices) {
            return batch(rows.training().get(indices), config.lossReduction());
        }

        /** The mean negative log-likelihood of all trained tokens, whatever the recipe's reduction. */
        @Override
        public Optional<Batch> evaluation() {
            return rows.evaluation().map(dataset -> batch(dataset.all(), LossReduction.TOKEN_MEAN));
        }

        private Batch batch(List<TokenSequence> sequences, LossReduction reduction) {
            long tokens = sequences.stream().mapToLong(TokenSequence::length).sum();
            long trained =
                    sequences.stream().mapToLong(TokenSequence::trainedTokens).sum();
            List<Supplier<Map<String, HostTensor>>> passes = PackedSequences.microBatches(
                            sequences,
                            sequence -> new LabelledTokens(sequence.inputIds(), sequence.labels()),
                            setup.tokenBudget())
                    .stream()
                    .<Supplier<Map<String, HostTensor>>>map(micro -> () -> micro.feeds(
                            x -> reduction.tokenWeight(x.trainedTokens(), trained, sequences.size()),
                            setup.headChunks()))
                    .toList();
            return new Batch(tokens, trained, passes, scores -> Map.of());
        }
    }
}
