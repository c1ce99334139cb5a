package dev.smoltulu.bench;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares one training step of SmolLM2-135M between the sides of {@link Side#ALL}: each in a process of its own,
 * step by step in turn, the others idle. First a side with several environments is run alone in each, to choose its
 * fastest.
 */
public final class TrainingStepBench {

    private final BenchOptions options;
    private final Path build;

    private TrainingStepBench(BenchOptions options, Path build) {
        this.options = options;
        this.build = build;
    }

    public static void main(String[] arguments) throws IOException, URISyntaxException {
        try {
            Path build = Path.of(TrainingStepBench.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
            new TrainingStepBench(BenchOptions.parse(arguments), build).run(List.of(arguments));
        } catch (UserError error) {
            System.err.println("training-step: " + error.getMessage());
            System.exit(error.exitCode());
        }
    }

    private void run(List<String> command) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load > 0.5) {
            System.err.printf(
                    Locale.ROOT,
                    "load average %.2f before the first step: other programs are running, the times will be off%n",
                    load);
        }
        Map<Side, Map<String, VariantTrial>> trials = new LinkedHashMap<>();
        for (Side side : options.sides()) {
            trials.put(side, trials(side));
        }
        List<SideResult> results = measure(trials);
        LossCheck.check(results);
        BenchReport report = new BenchReport(command, load, results);
        System.out.print(report.table());
        Path output = options.output() == null ? build.resolve("training-step.json") : options.output();
        report.write(output);
        System.out.println("samples: " + output);
    }

    /** What each environment gives; nothing is run where there is no choice. */
    private Map<String, VariantTrial> trials(Side side) throws IOException {
        Map<String, VariantTrial> outcomes = new LinkedHashMap<>();
        if (side.variants().size() == 1) {
            return outcomes;
        }
        for (String variant : side.variants().keySet()) {
            try (WorkerProcess worker = WorkerProcess.start(side, variant, build)) {
                for (int i = 0; i < options.warmup() + options.trialSteps(); i++) {
                    worker.step();
                }
                double median = Sample.medianSeconds(measured(worker));
                outcomes.put(variant, new VariantTrial(median, worker.peakResidentMib()));
            }
            VariantTrial trial = outcomes.get(variant);
            System.err.printf(
                    Locale.ROOT,
                    "%s, %s: %.3f s, %.0f MiB%n",
                    side.key(),
                    variant,
                    trial.medianSeconds(),
                    trial.peakRssMib());
        }
        return outcomes;
    }

    private List<SideResult> measure(Map<Side, Map<String, VariantTrial>> trials) throws IOException {
        Map<Side, WorkerProcess> workers = new LinkedHashMap<>();
        try {
            for (Side side : options.sides()) {
                WorkerProcess worker = WorkerProcess.start(side, fastest(side, trials.get(side)), build);
                workers.put(side, worker);
                for (int i = 0; i < options.warmup(); i++) {
                    worker.step();
                }
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (Map.Entry<Side, WorkerProcess> entry : workers.entrySet()) {
                    double seconds = entry.getValue().step().seconds();
                    System.err.printf(
                            Locale.ROOT,
                            "round %d: %s %.3f s%n",
                            round + 1,
                            entry.getKey().key(),
                            seconds);
                }
            }
            List<SideResult> results = new ArrayList<>();
            for (Map.Entry<Side, WorkerProcess> entry : workers.entrySet()) {
                results.add(result(entry.getKey(), trials.get(entry.getKey()), entry.getValue()));
            }
            return results;
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
    }

    private SideResult result(Side side, Map<String, VariantTrial> trials, WorkerProcess worker) throws IOException {
        WorkerProcess.Info info = worker.info();
        return new SideResult(
                side.key(),
                info.name(),
                info.versions(),
                fastest(side, trials),
                trials,
                worker.samples().subList(0, options.warmup()),
                measured(worker),
                worker.peakResidentMib());
    }

    private List<Sample> measured(WorkerProcess worker) {
        List<Sample> all = worker.samples();
        return all.subList(options.warmup(), all.size());
    }

    private static String fastest(Side side, Map<String, VariantTrial> trials) {
        return trials.entrySet().stream()
                .min(Comparator.comparingDouble(trial -> trial.getValue().medianSeconds()))
                .map(Map.Entry::getKey)
                .orElseGet(() -> side.variants().keySet().iterator().next());
    }
}
