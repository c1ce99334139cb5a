package dev.smoltulu.sweep.run;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.sweep.cell.Commands;
import dev.smoltulu.sweep.plan.RecipeKind;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;

/**
 * Predicts a study from a few steps of its own recipes, at one or two batch sizes of each kind of recipe, and from a
 * few documents of its evaluation.
 */
public final class Measurement {

    private static final int STEPS = 4;
    private static final int DOCUMENTS = 16;
    /** Passes of the largest measured batch: by then time follows a line, and longer ones would not be short. */
    private static final long MAX_PASSES = 2;

    private final StudyPlan plan;
    private final Path folder;
    private final Commands commands;
    private Path trained;

    private Measurement(StudyPlan plan, Path folder, Commands commands) {
        this.plan = plan;
        this.folder = folder;
        this.commands = commands;
    }

    /**
     * Measures.
     *
     * @param folder an empty one, for the measured runs
     * @throws UserError            when a step cannot be made: a cell could not either
     * @throws InterruptedException when a signal stopped it
     */
    public static Prediction predict(StudyPlan plan, Path folder, Commands commands) throws InterruptedException {
        return new Measurement(plan, folder, commands).predict();
    }

    private Prediction predict() throws InterruptedException {
        Map<String, List<StudyPlan.Cell>> kinds = new LinkedHashMap<>();
        plan.cells()
                .forEach(cell -> kinds.computeIfAbsent(RecipeKind.of(cell.recipe()), fresh -> new ArrayList<>())
                        .add(cell));
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (List<StudyPlan.Cell> cells : kinds.values()) {
            StepModel model = new StepModel();
            double rest = 0;
            for (StudyPlan.Cell cell : measured(cells)) {
                rest = train(cell, model);
            }
            for (StudyPlan.Cell cell : cells) {
                double tokens = (double) cell.tokens() / cell.steps();
                seconds.put(cell.id(), cell.steps() * model.seconds(tokens) + rest);
            }
        }
        double evaluation = 0;
        for (StudyPlan.Evaluation group : plan.evaluations()) {
            evaluation += evaluate(group);
        }
        return new Prediction(
                plan.cells().stream()
                        .map(cell -> new Prediction.Cell(cell.id(), seconds.get(cell.id())))
                        .toList(),
                evaluation);
    }

    /** The smallest batch, and the largest that is no more than a few passes. */
    private static List<StudyPlan.Cell> measured(List<StudyPlan.Cell> cells) {
        Comparator<StudyPlan.Cell> bySize = Comparator.comparingLong(StudyPlan.Cell::batchSize);
        StudyPlan.Cell smallest = cells.stream().min(bySize).orElseThrow();
        long most = smallest.recipe().has(RecipeKey.MICRO_BATCH_TOKENS.key())
                ? MAX_PASSES
                        * smallest.recipe()
                                .get(RecipeKey.MICRO_BATCH_TOKENS.key())
                                .getAsLong()
                : 0;
        StudyPlan.Cell largest = cells.stream()
                .filter(cell -> cell.tokens() / cell.steps() <= most)
                .max(bySize)
                .orElse(smallest);
        return largest.batchSize() == smallest.batchSize() ? List.of(smallest) : List.of(smallest, largest);
    }

    /** Adds the cell's step to the model; gives the seconds that a run takes beside its steps. */
    private double train(StudyPlan.Cell cell, StepModel model) throws InterruptedException {
        Path run = folder.resolve(cell.id());
        JsonObject recipe = cell.recipe().deepCopy();
        recipe.addProperty(RecipeKey.OUTPUT_DIR.key(), run.toString());
        recipe.addProperty(RecipeKey.MAX_STEPS.key(), Math.min(STEPS, cell.steps()));
        recipe.addProperty(RecipeKey.EVAL_STEPS.key(), 0);
        recipe.addProperty(RecipeKey.SAVE_STEPS.key(), 0);
        recipe.add(RecipeKey.WARMUP_STEPS.key(), JsonNull.INSTANCE);
        Path file = folder.resolve(cell.id() + ".json");
        AtomicFile.write(file, recipe + "\n");
        long start = System.nanoTime();
        run(plan.verb(), (out, err) -> commands.train(plan.verb(), file, false, out, err));
        double wall = (System.nanoTime() - start) / 1e9;
        trained = run;
        List<StepMetrics> steps =
                MetricsHistory.read(run.resolve("metrics.jsonl")).steps();
        // The first step also brings the graph into memory.
        StepMetrics typical = steps.subList(Math.min(1, steps.size() - 1), steps.size()).stream()
                .min(Comparator.comparingDouble(step -> step.seconds() / step.tokens()))
                .orElseThrow();
        model.add(typical.tokens(), typical.seconds());
        return Math.max(
                0, wall - steps.stream().mapToDouble(StepMetrics::seconds).sum());
    }

    private double evaluate(StudyPlan.Evaluation group) throws InterruptedException {
        int documents = Math.min(DOCUMENTS, group.limit().orElse(Integer.MAX_VALUE));
        StudyPlan.Evaluation sample = group.withLimit(documents);
        long start = System.nanoTime();
        run("eval", (out, err) -> commands.evaluate(trained, sample, folder.resolve(group.hash()), out, err));
        double wall = (System.nanoTime() - start) / 1e9;
        return wall
                * Math.max(
                        1,
                        (double) group.documents()
                                / ((long) documents * group.tasks().size()));
    }

    private static void run(String name, ToIntBiFunction<PrintStream, PrintStream> command)
            throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int exitCode = command.applyAsInt(out, err);
        if (exitCode > 128) {
            throw new InterruptedException();
        }
        if (exitCode != 0) {
            String last = printed.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("smoltulu: "))
                    .reduce((before, line) -> line)
                    .map(line -> line.substring("smoltulu: ".length()))
                    .orElse("smoltulu " + name + " ended with exit code " + exitCode);
            throw UserError.failed("measuring failed, as the study would: " + last);
        }
    }

    /**
     * What a study is expected to take on this machine.
     *
     * @param cells             in the plan's order
     * @param evaluationSeconds of one cell; an upper bound, for the model that was asked answers at greater length than a
     *                          trained one
     */
    public record Prediction(List<Cell> cells, double evaluationSeconds) {

        /**
         * One cell.
         *
         * @param trainingSeconds with reading rows, opening and saving the model
         */
        public record Cell(String id, double trainingSeconds) {}

        public Prediction {
            cells = List.copyOf(cells);
        }

        /** Of the whole study, one cell after the other. */
        public double seconds() {
            return cells.stream().mapToDouble(Cell::trainingSeconds).sum() + cells.size() * evaluationSeconds;
        }
    }

    /** Seconds of a step as a straight line over its tokens, through measured points. */
    static final class StepModel {

        private record Point(double tokens, double seconds) {}

        private final List<Point> points = new ArrayList<>();

        void add(double tokens, double seconds) {
            points.add(new Point(tokens, seconds));
        }

        /** One point gives a proportion, two a line; a line that would fall is taken for a proportion too. */
        double seconds(double tokens) {
            Point first = points.get(0);
            Point last = points.get(points.size() - 1);
            double slope = (last.seconds() - first.seconds()) / (last.tokens() - first.tokens());
            if (points.size() < 2 || !(slope > 0) || first.seconds() < slope * first.tokens()) {
                return last.seconds() * tokens / last.tokens();
            }
            return first.seconds() + slope * (tokens - first.tokens());
        }
    }
}
