package dev.smoltulu.trainer.preference;

import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunSettings;
import dev.smoltulu.trainer.loop.StepBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The pairs that a reward model learns from. */
record RewardData(PairRows rows, RunSettings settings, Optional<RewardBatch> measured) implements BatchData {

    static RewardData of(PairRows rows, RunSettings settings) {
        return new RewardData(
                rows,
                settings,
                rows.evaluation().map(dataset -> RewardBatch.of(dataset, PairRows.all(dataset), settings)));
    }

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
        return rows.summaries();
    }

    @Override
    public StepBatch batch(int[] indices) {
        return RewardBatch.of(rows.training(), indices, settings);
    }

    @Override
    public Optional<StepBatch> evaluation() {
        return measured.map(Function.identity());
    }

    @Override
    public void evaluated(Path runFolder, List<float[]> scores) {
        rows.writeEvaluation(runFolder, measured.orElseThrow().rewards(scores));
    }
}
