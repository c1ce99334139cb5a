package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Overrides;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The keys of a recipe as flags. */
final class RecipeFlags {

    static final String CONFIG = "config";

    /** Headings in the help, in its order, each with the key that it begins at in the table. */
    private enum Section {
        FILES("Model and data", RecipeKey.MODEL),
        TOKENS("Tokens", RecipeKey.MAX_LENGTH),
        STEPS("Steps", RecipeKey.BATCH_SIZE),
        ROLLOUTS("Responses", RecipeKey.NUMBER_SAMPLES_PER_PROMPT),
        REWARDS("Verifiers and rewards", RecipeKey.VERIFIER),
        OPTIMIZER("Optimizer and loss", RecipeKey.NUM_EPOCHS),
        MACHINE("Machine", RecipeKey.PRECISION),
        RECORDS("Logging, saving, evaluation", RecipeKey.LOGGING_STEPS);

        private final String title;
        private final RecipeKey first;

        Section(String title, RecipeKey first) {
            this.title = title;
            this.first = first;
        }

        static Section of(RecipeKey key) {
            return Arrays.stream(values())
                    .filter(section -> section.first.compareTo(key) <= 0)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
        }
    }

    private RecipeFlags() {}

    /** {@code --config}. */
    static Option config() {
        return FlagGroup.valued(CONFIG, "FILE", "recipe: a JSON object with the keys below, comments allowed");
    }

    /** All keys of an objective under headings. */
    static List<FlagGroup> groups(Objective objective) {
        List<FlagGroup> groups = new ArrayList<>();
        for (Section section : Section.values()) {
            List<Option> flags = objective.keys().stream()
                    .filter(key -> Section.of(key) == section)
                    .map(key -> flag(objective, key))
                    .toList();
            if (!flags.isEmpty()) {
                groups.add(new FlagGroup(section.title, flags));
            }
        }
        return groups;
    }

    /** Some keys under one heading. */
    static FlagGroup group(String title, Objective objective, RecipeKey... keys) {
        return new FlagGroup(
                title, Arrays.stream(keys).map(key -> flag(objective, key)).toList());
    }

    private static Option flag(Objective objective, RecipeKey key) {
        return key.isSwitch()
                ? FlagGroup.toggle(name(key), objective.helpOf(key))
                : FlagGroup.valued(name(key), key.placeholder(), objective.helpOf(key));
    }

    /** The name of a key's flag without its dashes: {@code learning-rate}. */
    static String name(RecipeKey key) {
        return key.key().replace('_', '-');
    }

    /** The recipe that file and flags make up. */
    static Recipe recipe(Objective objective, CommandLine line) {
        return recipe(objective, line, Map.of());
    }

    /**
     * The recipe that file and flags make up, for a verb that does not use all that a run needs.
     *
     * @param given values that hold where no flag says otherwise, also against the file
     */
    static Recipe recipe(Objective objective, CommandLine line, Map<RecipeKey, String> given) {
        Map<RecipeKey, String> values = new LinkedHashMap<>(given);
        for (RecipeKey key : objective.keys()) {
            if (line.hasOption(name(key))) {
                values.put(
                        key, Optional.ofNullable(line.getOptionValue(name(key))).orElse(""));
            }
        }
        return recipe(objective, configFile(line), values);
    }

    /** The recipe that a file and flags with {@code values} make up. */
    static Recipe recipe(Objective objective, Optional<Path> file, Map<RecipeKey, String> values) {
        return Recipe.parse(objective, file, new Overrides(values, "the command line", key -> "--" + name(key)));
    }

    private static Optional<Path> configFile(CommandLine line) {
        return line.hasOption(CONFIG) ? Optional.of(path(CONFIG, line.getOptionValue(CONFIG))) : Optional.empty();
    }

    /** The value of a flag as a path. */
    static Path path(String flag, String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException notAPath) {
            throw UserError.usage("--" + flag + " '" + text + "' is not a path (" + notAPath.getReason() + ")");
        }
        throw UserError.usage("--" + flag + " is empty; give a path");
    }
}
