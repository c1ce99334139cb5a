package dev.smoltulu.endtoend;

import dev.smoltulu.UserError;
import dev.smoltulu.trainer.progress.Terminal;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunConsole;
import dev.smoltulu.trainer.run.StopSignal;
import dev.smoltulu.trainer.sft.SftRun;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bare command line around {@link SftRun}. */
final class SftMain {

    private SftMain() {
    }

    public static void main(String[] words) {
        int code = run(List.of(words), System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        Map<String, String> flags = new LinkedHashMap<>();
        Optional<Path> config = Optional.empty();
        boolean resume = false;
        for (int i = 1; i < words.size(); i++) {
            String name = words.get(i).substring(2);
            switch (name) {
                case "resume" -> resume = true;
                case "config" -> config = Optional.of(Path.of(words.get(++i)));
                default -> flags.put(name, words.get(++i));
            }
        }
        try (StopSignal stop = StopSignal.install(err)) {
            Recipe recipe = Recipe.parse(Objective.SFT, config, flags);
            return SftRun.run(recipe, Path.of(recipe.text(RecipeKey.MODEL)), resume,
                    new RunConsole(out, Terminal.none(), stop));
        } catch (UserError error) {
            err.println("smoltulu: " + error.getMessage());
            return error.exitCode();
        }
    }
}
