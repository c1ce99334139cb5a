package dev.smoltulu.sweep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SentencesTest {

    private static final StudyTable.Task GSM8K =
            new StudyTable.Task("gsm8k", "exact_match", StudyTable.Task.Ability.REASONING, true);
    private static final StudyTable.Task LOSS =
            new StudyTable.Task("eval_loss", "eval_loss", StudyTable.Task.Ability.UNSTATED, false);

    @Test
    void aClearTrendIsSaidWithItsInterval() {
        assertEquals(
                "gsm8k rises with the ratio: Spearman 0.83 [0.61, 0.94], 24 cells.",
                Sentences.of(trend(GSM8K, 24, 1, 0.83, 0.61, 0.94)));
        assertEquals(
                "gsm8k falls with the ratio: Spearman -0.50 [-0.70, -0.10], 24 settings from 72 cells.",
                Sentences.of(trend(GSM8K, 24, 3, -0.5, -0.7, -0.1)));
        assertEquals(
                "eval_loss falls with the ratio, which is better: Spearman -0.50 [-0.70, -0.10], 24 cells.",
                Sentences.of(trend(LOSS, 24, 1, -0.5, -0.7, -0.1)));
    }

    @Test
    void anIntervalThatCoversZeroIsSaidSo() {
        assertEquals(
                "gsm8k shows no clear trend with the ratio: the interval of Spearman 0.20 [-0.30, 0.61] covers 0, "
                        + "8 cells.",
                Sentences.of(trend(GSM8K, 8, 1, 0.2, -0.3, 0.61)));
        assertEquals(
                "gsm8k shows no clear trend with the ratio: the interval of Spearman 0.20 [0.00, 0.61] covers 0, "
                        + "8 cells.",
                Sentences.of(trend(GSM8K, 8, 1, 0.2, -0.001, 0.61)));
    }

    @Test
    void whatCannotBeSaidIsNotSaid() {
        StudyReport.Analysis one =
                StudyReport.Analysis.of(MadeStudy.grid(List.of(1e-3), List.of(8L), 1), Bootstrap.STANDARD);
        StudyReport.Analysis two =
                StudyReport.Analysis.of(MadeStudy.grid(List.of(1e-3), List.of(8L, 16L, 32L), 1), Bootstrap.STANDARD);
        StudyReport.Analysis none =
                StudyReport.Analysis.of(MadeStudy.table(List.of(MadeStudy.SUMS), List.of()), Bootstrap.STANDARD);

        assertEquals(
                "sums: 1 cell, too few for a rank correlation.",
                Sentences.of(one.trends().get(0)));
        assertEquals(
                "sums: Spearman 1.00 with the ratio, 3 cells, too few for an interval.",
                Sentences.of(two.trends().get(0)));
        assertEquals(
                List.of(
                        "sums has no finished cell yet.",
                        "The paper's split between reasoning and pattern tasks "
                                + "cannot be tested here: it takes a reasoning task and a pattern task that have a rank correlation "
                                + "with the ratio."),
                Sentences.of(none));
    }

    @Test
    void theClaimIsSaidWithAllItsNumbers() {
        RatioClaim claim = new RatioClaim(
                20,
                List.of("gsm8k", "arc_easy"),
                List.of("hellaswag"),
                estimate(0.7, 0.5, 0.9),
                estimate(0.1, -0.2, 0.4),
                estimate(0.6, 0.2, 0.9));

        assertEquals(
                "The paper's split holds in part: a high ratio does more for reasoning tasks than for pattern "
                        + "tasks, but that pattern tasks gain from a low one is not shown. Mean Spearman with the ratio, positive "
                        + "where a high ratio is better: reasoning (gsm8k, arc_easy) 0.70 [0.50, 0.90], pattern (hellaswag) 0.10 "
                        + "[-0.20, 0.40], difference 0.60 [0.20, 0.90]; 20 settings.",
                Sentences.of(claim));
        assertTrue(Sentences.of(new RatioClaim(
                        20,
                        List.of("gsm8k"),
                        List.of("hellaswag"),
                        estimate(0.1, -0.2, 0.4),
                        estimate(0.1, -0.2, 0.4),
                        estimate(0, -0.4, 0.4)))
                .startsWith("These data do not decide the paper's "
                        + "split between reasoning and pattern tasks: the interval of the difference covers 0."));
    }

    private static Trend trend(
            StudyTable.Task task, int settings, int seeds, double spearman, double low, double high) {
        Setting.Score score = new Setting.Score(null, 0.5, 0.4, 0.6, seeds, Double.NaN);
        return new Trend(
                task,
                Collections.nCopies(settings, score),
                spearman,
                Optional.of(new Bootstrap.Interval(low, high)),
                0,
                0);
    }

    private static Optional<RatioClaim.Estimate> estimate(double value, double low, double high) {
        return Optional.of(new RatioClaim.Estimate(value, Optional.of(new Bootstrap.Interval(low, high))));
    }
}
