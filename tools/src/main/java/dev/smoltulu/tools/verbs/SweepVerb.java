package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.ScratchFolder;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.sweep.cell.CellJob;
import dev.smoltulu.sweep.cell.CellResults;
import dev.smoltulu.sweep.cell.Commands;
import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.plan.Planner;
import dev.smoltulu.sweep.plan.Resources;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.report.StudyReport;
import dev.smoltulu.sweep.run.CellExecutor;
import dev.smoltulu.sweep.run.ChildProcesses;
import dev.smoltulu.sweep.run.InProcess;
import dev.smoltulu.sweep.run.Measurement;
import dev.smoltulu.sweep.run.StudyRun;
import dev.smoltulu.sweep.study.Mistakes;
import dev.smoltulu.sweep.study.Study;
import dev.smoltulu.sweep.study.StudyFile;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Program;
import dev.smoltulu.tools.cli.StudyLine;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.cluster.ClusterFlags;
import dev.smoltulu.tools.cluster.SparkCells;
import dev.smoltulu.tools.cluster.SparkCluster;
import dev.smoltulu.tools.sweep.CellTable;
import dev.smoltulu.tools.sweep.ParentWatch;
import dev.smoltulu.tools.sweep.ProgramCommands;
import dev.smoltulu.tools.sweep.ProgramResources;
import dev.smoltulu.trainer.run.RunConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu sweep}. */
final class SweepVerb implements Verb {

    private static final String OUTPUT_DIR = "output-dir";
    private static final String SET = "set";
    private static final String RESUME = "resume";
    private static final String RETRY_FAILED = "retry-failed";
    private static final String JOBS = "jobs";
    private static final int MAX_JOBS = 999;
    private static final String DRY_RUN = "dry-run";
    private static final String CELL = "cell";
    private static final String REPORT = "report";

    private final Program program;

    SweepVerb(Program program) {
        this.program = program;
    }

    @Override
    public String synopsis() {
        return "--config study.json [--resume] [--jobs N] [--dry-run], or report DIR";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "The study",
                        FlagGroup.valued(
                                RecipeFlags.CONFIG,
                                "FILE",
                                "the study: a JSON object, comments allowed " + "(docs/sweep.md) (required)"),
                        FlagGroup.valued(OUTPUT_DIR, "DIR", "folder of the study, instead of its output_dir"),
                        FlagGroup.repeated(
                                SET,
                                "KEY=VALUE",
                                "a key of the base recipe, instead of the study's; may be " + "given several times"),
                        FlagGroup.plain(
                                DRY_RUN,
                                "print the cells with steps, tokens and time, measured on a few "
                                        + "steps, and train nothing")),
                FlagGroup.of(
                        "How it runs",
                        FlagGroup.plain(RESUME, "go on with the study in its folder; what is finished stays"),
                        FlagGroup.plain(RETRY_FAILED, "with --resume: run cells that failed again"),
                        FlagGroup.valued(
                                JOBS,
                                "N",
                                "cells at the same time, each in a process of its own (default 1, "
                                        + "in this process)")),
                ClusterFlags.group("cell"));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Every cell is an ordinary run folder in DIR/cells. A cell that fails is recorded and the study "
                        + "goes on; its exit code is 1 then. Ctrl-C saves and stops with exit code 130; --resume goes on, and "
                        + "ends with the results of a study that was never stopped.",
                "smoltulu sweep report DIR writes the report of what is there, at any time.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "smoltulu sweep --config recipes/study/quickstart.json",
                "smoltulu sweep --config recipes/study/smollm2-135m.json --set data=rows.jsonl --dry-run",
                "smoltulu sweep report runs/study-quickstart");
    }

    @Override
    public int run(CommandLine line, Console console) {
        List<String> words = line.getArgList();
        if (words.isEmpty()) {
            return study(line, console);
        }
        if (words.get(0).equals(REPORT) && words.size() == 2) {
            report(new StudyFolder(RecipeFlags.path(REPORT, words.get(1))), console);
            return 0;
        }
        if (words.get(0).equals(CELL) && words.size() == 3) {
            return cell(new CellJob(RecipeFlags.path(CELL, words.get(1)), words.get(2)), console);
        }
        throw UserError.usage("'" + words.get(0) + "' is not a flag of smoltulu sweep; for the report of a study write "
                + "smoltulu sweep report DIR");
    }

    private static void report(StudyFolder folder, Console console) {
        StudyReport report = StudyReport.write(CellResults.read(folder), folder.path());
        report.findings().forEach(console.out()::println);
        report.warning().ifPresent(console.err()::println);
        console.out().println("report is in " + report.page());
    }

    /** One cell of a study that another process runs. */
    private int cell(CellJob job, Console console) {
        ParentWatch.begin();
        int code = job.run(commands(console), console.err()::println);
        new StudyFolder(job.study())
                .cell(job.cell())
                .record()
                .flatMap(record -> record.error())
                .ifPresent(error -> console.out().println("cell " + job.cell() + " failed: " + error));
        return code;
    }

    private Commands commands(Console console) {
        return new ProgramCommands(program, console.environment());
    }

    private int study(CommandLine line, Console console) {
        String config = FlagValues.required("sweep", line, RecipeFlags.CONFIG, "the study", "FILE");
        if (line.hasOption(RETRY_FAILED) && !line.hasOption(RESUME)) {
            throw UserError.usage("--" + RETRY_FAILED + " goes with --" + RESUME + "; add it");
        }
        Path file = RecipeFlags.path(RecipeFlags.CONFIG, config);
        Optional<SparkCluster> cluster = ClusterFlags.cluster(line, console, program);
        if (cluster.isPresent() && line.hasOption(JOBS)) {
            throw UserError.usage("--" + JOBS + " and --" + ClusterFlags.MASTER + " exclude each other; take one away");
        }
        int jobs = FlagValues.between(1, MAX_JOBS, line, JOBS).orElse(1);
        try (StopSignal stop = StopSignal.install(console.err())) {
            return line.hasOption(DRY_RUN)
                    ? dryRun(line, file, console, stop)
                    : run(line, file, log -> executor(cluster, jobs, console, log, stop), console, stop);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("a stop that no signal asked for", stopped);
        }
    }

    private int run(
            CommandLine line, Path file, Function<StudyLine, CellExecutor> executor, Console console, StopSignal stop)
            throws InterruptedException {
        Mistakes mistakes = new Mistakes();
        Optional<Path> folder =
                Optional.ofNullable(line.getOptionValue(OUTPUT_DIR)).map(text -> RecipeFlags.path(OUTPUT_DIR, text));
        Optional<Study> study = StudyFile.read(file, changes(line), folder, mistakes);
        Optional<StudyPlan> plan;
        try {
            plan = plan(study, console, stop, mistakes);
        } catch (InterruptedException stopped) {
            return stop.exitCode();
        }
        refuse(file, mistakes, console);
        StudyFolder place = new StudyFolder(study.orElseThrow().folder());
        int code;
        try (StudyLine log = new StudyLine(console.err(), console.terminal(), System::nanoTime)) {
            code = StudyRun.run(
                    plan.orElseThrow(),
                    place,
                    line.hasOption(RESUME),
                    line.hasOption(RETRY_FAILED),
                    executor.apply(log),
                    log);
        }
        if (stop.requested() || code > 128) {
            console.out().println("stopped; continue with the same command and --resume");
            return stop.requested() ? stop.exitCode() : code;
        }
        report(place, console);
        return code;
    }

    private CellExecutor executor(
            Optional<SparkCluster> cluster, int jobs, Console console, StudyLine log, StopSignal stop) {
        if (cluster.isPresent()) {
            return new SparkCells(cluster.get(), List.of("sweep", CELL), log::note, stop::exitCode);
        }
        if (jobs == 1) {
            return new InProcess(commands(console), log::note, stop::requested);
        }
        // With as many threads as here: another number of them rounds differently.
        List<String> options = List.of("-D" + ParentWatch.PROPERTY + "=true");
        return new ChildProcesses(
                jobs,
                job -> ChildProcesses.java(
                        options,
                        program.mainClass(),
                        List.of("sweep", CELL, job.study().toString(), job.cell())),
                stop::exitCode);
    }

    private static Optional<StudyPlan> plan(Optional<Study> study, Console console, StopSignal stop, Mistakes mistakes)
            throws InterruptedException {
        if (study.isEmpty()) {
            return Optional.empty();
        }
        Resources resources = new ProgramResources(console, recipe -> TrainingTasks.of(recipe, console));
        return Planner.plan(study.get(), resources, new RunConsole(console.out(), console.terminal(), stop), mistakes);
    }

    private int dryRun(CommandLine line, Path file, Console console, StopSignal stop) throws InterruptedException {
        try (ScratchFolder folder = ScratchFolder.create("smoltulu-sweep-")) {
            Mistakes mistakes = new Mistakes();
            Optional<Study> study = StudyFile.read(file, changes(line), Optional.of(folder.path()), mistakes);
            Optional<StudyPlan> plan = plan(study, console, stop, mistakes);
            refuse(file, mistakes, console);
            console.err().println("measuring a few steps and documents");
            Path measured = Files.createDirectory(folder.resolve("measured"));
            console.out()
                    .print(CellTable.of(
                            plan.orElseThrow(), Measurement.predict(plan.get(), measured, commands(console))));
            return 0;
        } catch (InterruptedException stopped) {
            return stop.exitCode();
        } catch (IOException failed) {
            throw UserError.failed("the measured runs have no folder (" + failed + ")", failed);
        }
    }

    /** All mistakes at once, a line each. */
    private void refuse(Path file, Mistakes mistakes, Console console) {
        if (mistakes.none()) {
            return;
        }
        List<UserError> all = mistakes.all();
        UnaryOperator<String> flag = FlagGroup.names(flags());
        all.forEach(mistake -> console.err().println("  " + mistake.message(flag)));
        throw UserError.usage(file + " cannot be run: " + (all.size() == 1 ? "1 mistake" : all.size() + " mistakes")
                + ", listed above; nothing was trained");
    }

    private static List<String> changes(CommandLine line) {
        return line.hasOption(SET) ? Arrays.asList(line.getOptionValues(SET)) : List.of();
    }
}
