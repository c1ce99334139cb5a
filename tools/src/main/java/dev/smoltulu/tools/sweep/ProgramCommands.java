package dev.smoltulu.tools.sweep;

import com.google.gson.JsonElement;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.sweep.cell.Commands;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands of a study's cells as command lines within this process. Each is printed before it runs.
 *
 * @param environment environment variables by name
 */
public record ProgramCommands(Program program, Map<String, String> environment) implements Commands {

    @Override
    public int train(String objective, Path recipe, boolean resume, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>(List.of(objective, "--config", recipe.toString()));
        if (resume) {
            words.add("--resume");
        }
        return run(words, out, err);
    }

    @Override
    public int evaluate(Path model, StudyPlan.Evaluation evaluation, Path output, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>(List.of(
                "eval",
                "--model",
                model.toString(),
                "--output",
                output.toString(),
                "--tasks",
                String.join(",", evaluation.tasks())));
        evaluation.settings().forEach((key, value) -> add(words, "--" + key.replace('_', '-'), value));
        return run(words, out, err);
    }

    private static void add(List<String> words, String flag, JsonElement value) {
        if (!value.getAsJsonPrimitive().isBoolean()) {
            words.addAll(List.of(flag, value.getAsString()));
        } else if (value.getAsBoolean()) {
            words.add(flag);
        }
    }

    private int run(List<String> words, PrintStream out, PrintStream err) {
        out.println("smoltulu " + String.join(" ", words));
        return program.run(words, new Console(out, err, Terminal.none(), environment));
    }
}
