package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.report.EvaluatedPair;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A recipe's preference pairs.
 *
 * @param evaluation pairs to measure on, if the recipe names any
 */
record PairRows(PreferenceDataset training, Optional<PreferenceDataset> evaluation) {

    static PairRows load(RunSetup setup) throws InterruptedException {
        RunRows<PreferenceDataset> rows =
                RunRows.load(setup, true, PreferenceDataset::load, PreferenceDataset::summary);
        return new PairRows(rows.training(), rows.evaluation());
    }

    Map<String, String> summaries() {
        Map<String, String> summaries = new LinkedHashMap<>();
        summaries.put("training", training.summary());
        evaluation.ifPresent(dataset -> summaries.put("evaluation", dataset.summary()));
        return summaries;
    }

    /** Writes what came out for each evaluation pair, in the order of the rows. */
    void writeEvaluation(Path runFolder, List<PairReward> rewards) {
        EvaluatedPair.write(
                runFolder,
                rewards.stream()
                        .sorted(Comparator.comparingInt(PairReward::index))
                        .map(reward -> new EvaluatedPair(
                                evaluation.orElseThrow().origin(reward.index()), reward.chosen(), reward.rejected()))
                        .toList());
    }

    /** The numbers of all pairs of {@code dataset}. */
    static int[] all(PreferenceDataset dataset) {
        return IntStream.range(0, dataset.size()).toArray();
    }
}
