package dev.smoltulu.sweep.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Studies whose scores are a formula of the ratio and a little noise, for reports to be made of. */
public final class MadeStudy {

    static final StudyTable.Task SUMS =
            new StudyTable.Task("sums", "exact_match,strict-match", StudyTable.Task.Ability.REASONING, true);
    static final StudyTable.Task STORIES =
            new StudyTable.Task("stories", "acc_norm,none", StudyTable.Task.Ability.PATTERN, true);
    static final StudyTable.Task LOSS =
            new StudyTable.Task("eval_loss", "eval_loss", StudyTable.Task.Ability.UNSTATED, false);
    static final List<Double> RATES = List.of(1e-4, 3e-4, 1e-3, 3e-3, 1e-2);
    static final List<Long> BATCHES = List.of(4L, 8L, 16L, 32L);

    private MadeStudy() {}

    /** A grid of which sums rises with the ratio and stories falls; all cells are finished. */
    static StudyTable grid(List<Double> rates, List<Long> batches, int seeds) {
        List<CellResult> cells = new ArrayList<>();
        Random noise = new Random(5);
        for (double rate : rates) {
            for (long batch : batches) {
                for (int seed = 1; seed <= seeds; seed++) {
                    cells.add(finished(rate, batch, seed, noise));
                }
            }
        }
        return table(List.of(SUMS, STORIES, LOSS), cells);
    }

    static StudyTable table(List<StudyTable.Task> tasks, List<CellResult> cells) {
        return new StudyTable("ratio study", "made/model", "sft", List.of("learning_rate", "batch_size"), tasks, cells);
    }

    private static CellResult finished(double rate, long batch, int seed, Random noise) {
        double log = Math.log10(rate / batch);
        double sums = 0.5 + 0.4 * Math.tanh(log + 4.4) + 0.02 * noise.nextGaussian();
        double stories = 0.45 - 0.1 * Math.tanh((log + 4.2) * 0.8) + 0.02 * noise.nextGaussian();
        long steps = 640 / batch;
        List<CellResult.LossPoint> losses = new ArrayList<>();
        for (long step = 1; step <= steps; step++) {
            losses.add(
                    new CellResult.LossPoint(step, 2 + 4 * Math.exp(-step * rate * 30) + 0.2 * noise.nextGaussian()));
        }
        Map<String, CellResult.Score> scores = new LinkedHashMap<>();
        scores.put("sums", new CellResult.Score(SUMS.metric(), sums, 0.03, 200));
        scores.put("stories", new CellResult.Score(STORIES.metric(), stories, 0.02, 300));
        scores.put("eval_loss", new CellResult.Score(LOSS.metric(), 2 + Math.abs(log + 4.5) * 0.4, Double.NaN, 0));
        return new CellResult(
                id(rate, batch, seed),
                values(rate, batch),
                rate,
                batch,
                seed,
                CellResult.Status.FINISHED,
                Optional.empty(),
                steps,
                640 * 90,
                640 * 50,
                12.5,
                scores,
                losses,
                List.of());
    }

    /** A cell without scores. */
    static CellResult unscored(double rate, long batch, CellResult.Status status, Optional<String> error) {
        return new CellResult(
                id(rate, batch, 1),
                values(rate, batch),
                rate,
                batch,
                1,
                status,
                error,
                0,
                0,
                0,
                0,
                Map.of(),
                List.of(),
                List.of());
    }

    private static String id(double rate, long batch, int seed) {
        return "lr" + rate + "-bs" + batch + "-seed" + seed;
    }

    private static Map<String, JsonElement> values(double rate, long batch) {
        Map<String, JsonElement> values = new LinkedHashMap<>();
        values.put("learning_rate", new JsonPrimitive(rate));
        values.put("batch_size", new JsonPrimitive(batch));
        return values;
    }
}
