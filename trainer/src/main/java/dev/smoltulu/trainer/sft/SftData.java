package dev.smoltulu.trainer.sft;

import dev.smoltulu.data.SftDataset;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSettings;
import dev.smoltulu.trainer.loop.StepBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A finetuning recipe's examples. */
record SftData(RunRows<SftDataset> rows, RunSettings settings, LossReduction reduction) implements BatchData {

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
        Map<String, String> summaries = new LinkedHashMap<>();
        summaries.put("training", rows.training().report().summary());
        rows.evaluation()
                .ifPresent(
                        dataset -> summaries.put("evaluation", dataset.report().summary()));
        return summaries;
    }

    @Override
    public StepBatch batch(int[] indices) {
        return SftBatch.of(rows.training(), indices, reduction, settings);
    }

    /** The mean negative log-likelihood of all trained tokens, whatever the recipe's reduction. */
    @Override
    public Optional<StepBatch> evaluation() {
        return rows.evaluation()
                .map(dataset -> SftBatch.of(
                        dataset, IntStream.range(0, dataset.size()).toArray(), LossReduction.TOKEN_MEAN, settings));
    }
}
