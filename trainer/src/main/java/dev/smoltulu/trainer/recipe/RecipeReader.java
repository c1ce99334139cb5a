package dev.smoltulu.trainer.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.KeySuggestion;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.trainer.recipe.DpoConfig.LossType;
import dev.smoltulu.trainer.recipe.TrainingConfig.Compute.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a recipe together: overrides over file over defaults, every value checked, then what only holds between keys. */
final class RecipeReader {

    /** A value and how the user named it, for errors. */
    private record Given(JsonElement value, String label, boolean override) {}

    private final Objective objective;
    private final String source;
    private final Optional<Overrides> overrides;
    private final Map<RecipeKey, Given> given = new EnumMap<>(RecipeKey.class);

    /** Decides further defaults; known before any other key is read. */
    private Optional<Algorithm> algorithm = Optional.empty();

    private RecipeReader(Objective objective, String source, Optional<Overrides> overrides) {
        this.objective = objective;
        this.source = source;
        this.overrides = overrides;
    }

    static Recipe read(Objective objective, Optional<Path> file, Overrides overrides) {
        RecipeReader reader = new RecipeReader(
                objective, file.map(Path::toString).orElse(overrides.source()), Optional.of(overrides));
        file.map(RecipeFile::read).orElse(Map.of()).forEach(reader::takeEntry);
        overrides.texts().forEach(reader::takeOverride);
        reader.letTheOverrideWin(RecipeKey.WARMUP_RATIO, RecipeKey.WARMUP_STEPS);
        reader.letTheOverrideWin(RecipeKey.WARMUP_STEPS, RecipeKey.WARMUP_RATIO);
        return reader.resolve();
    }

    static Recipe read(Objective objective, Map<String, JsonElement> entries, String source) {
        RecipeReader reader = new RecipeReader(objective, source, Optional.empty());
        entries.forEach(reader::takeEntry);
        return reader.resolve();
    }

    static List<String> mistakes(Objective objective, Map<String, JsonElement> entries, String source) {
        RecipeReader reader = new RecipeReader(objective, source, Optional.empty());
        List<String> mistakes = new ArrayList<>();
        entries.forEach((name, value) -> {
            try {
                reader.takeEntry(name, value);
                RecipeKey.ofKey(name).filter(reader.given::containsKey).ifPresent(reader::value);
            } catch (UserError mistake) {
                mistakes.add(mistake.getMessage());
            }
        });
        return mistakes;
    }

    private void takeEntry(String name, JsonElement value) {
        RecipeKey key = RecipeKey.ofKey(name).filter(objective.keys()::contains).orElseThrow(() -> {
            List<String> known = objective.keys().stream().map(RecipeKey::key).toList();
            return UserError.usage("unknown key '" + name + "' in " + source
                    + KeySuggestion.suggestionFor(name, known)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; smoltulu help " + objective.verb() + " lists the keys"));
        });
        if (!value.isJsonNull()) {
            given.put(key, new Given(value, "'" + name + "' in " + source, false));
        }
    }

    private void takeOverride(RecipeKey key, String text) {
        if (!objective.keys().contains(key)) {
            throw new IllegalArgumentException(objective + " has no " + key);
        }
        if (text.equals("null")) {
            given.remove(key);
            return;
        }
        String label = overrides.orElseThrow().names().apply(key);
        given.put(key, new Given(element(key, text, label), label, true));
    }

    private static JsonElement element(RecipeKey key, String text, String label) {
        try {
            return key.type().fromText(text);
        } catch (JsonParseException notJson) {
            throw UserError.usage(label + " starts like JSON but is not valid JSON; check its quotes and brackets, or "
                    + "give " + key.placeholder());
        }
    }

    /** Two spellings of one setting: an override of one also replaces the other of the file. */
    private void letTheOverrideWin(RecipeKey override, RecipeKey other) {
        boolean replaces = given.containsKey(override)
                && given.get(override).override()
                && given.containsKey(other)
                && !given.get(other).override();
        if (replaces) {
            given.remove(other);
        }
    }

    private Recipe resolve() {
        if (objective.keys().contains(RecipeKey.ALGORITHM)) {
            algorithm = value(RecipeKey.ALGORITHM).map(Algorithm.class::cast);
        }
        Map<RecipeKey, Object> values = new EnumMap<>(RecipeKey.class);
        for (RecipeKey key : objective.keys()) {
            value(key).ifPresent(value -> values.put(key, value));
        }
        checkWarmup(values);
        checkPrecision(values);
        checkEvaluation(values);
        switch (objective) {
            case SFT, REWARD -> {}
            case DPO -> resolveBeta(values);
            case RLVR -> resolveRollouts(values);
        }
        return new Recipe(objective, values);
    }

    private Optional<Object> value(RecipeKey key) {
        Given value = given.get(key);
        if (value != null) {
            return Optional.of(key.type()
                    .read(value.value())
                    .orElseThrow(() -> UserError.usage(
                            value.label() + " must be " + key.type().expectation() + ", not " + shown(value.value()))));
        }
        if (key.required()) {
            throw UserError.usage(source + " lacks '" + key.key() + "' (" + key.help() + "); add it"
                    + overrides
                            .map(given -> ", or give " + given.names().apply(key) + " " + key.placeholder())
                            .orElse(""));
        }
        return algorithm.flatMap(chosen -> chosen.defaultOf(key)).or(() -> objective.defaultOf(key));
    }

    private static String shown(JsonElement value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private void checkWarmup(Map<RecipeKey, Object> values) {
        if (!given.containsKey(RecipeKey.WARMUP_STEPS)) {
            return;
        }
        boolean ratio = given.containsKey(RecipeKey.WARMUP_RATIO)
                && ((Number) values.get(RecipeKey.WARMUP_RATIO)).doubleValue() > 0;
        boolean steps = ((Number) values.get(RecipeKey.WARMUP_STEPS)).longValue() > 0;
        if (ratio && steps) {
            throw UserError.usage(given.get(RecipeKey.WARMUP_RATIO).label() + " and "
                    + given.get(RecipeKey.WARMUP_STEPS).label() + " say the same thing twice; give one of them");
        }
        if (ratio) {
            // As in transformers, 0 steps leave the ratio in force.
            values.remove(RecipeKey.WARMUP_STEPS);
            return;
        }
        values.remove(RecipeKey.WARMUP_RATIO);
    }

    private void checkPrecision(Map<RecipeKey, Object> values) {
        boolean cpu = Device.parse((String) values.get(RecipeKey.DEVICE)).kind() == Device.Kind.CPU;
        values.putIfAbsent(RecipeKey.PRECISION, cpu ? Precision.FP32 : Precision.BF16);
        if (cpu && values.get(RecipeKey.PRECISION) == Precision.BF16) {
            throw UserError.usage(given.get(RecipeKey.PRECISION).label()
                    + " is bf16, which needs device cuda; on the cpu write fp32 or leave it out");
        }
        if (values.get(RecipeKey.TF32).equals(true) && (cpu || values.get(RecipeKey.PRECISION) != Precision.FP32)) {
            throw UserError.usage(given.get(RecipeKey.TF32).label()
                    + " is true, which only device cuda with precision fp32 can do; leave it out");
        }
    }

    /** A sum over an answer's tokens is some fifty times their mean, and beta scales with it. */
    private void resolveBeta(Map<RecipeKey, Object> values) {
        values.putIfAbsent(RecipeKey.BETA, values.get(RecipeKey.LOSS_TYPE) == LossType.DPO_NORM ? 5.0 : 0.1);
        if ((Double) values.get(RecipeKey.BETA) == 0) {
            throw UserError.usage(given.get(RecipeKey.BETA).label() + " must be a number above 0: with 0 nothing is "
                    + "learned from the pairs");
        }
    }

    private void resolveRollouts(Map<RecipeKey, Object> values) {
        values.putIfAbsent(RecipeKey.CLIP_HIGHER, values.get(RecipeKey.CLIPRANGE));
        values.putIfAbsent(RecipeKey.VALUE_LEARNING_RATE, values.get(RecipeKey.LEARNING_RATE));
        boolean ppo = values.get(RecipeKey.ALGORITHM) == Algorithm.PPO;
        long samples = (Long) values.get(RecipeKey.NUMBER_SAMPLES_PER_PROMPT);
        if (ppo && !values.containsKey(RecipeKey.VALUE_MODEL)) {
            throw UserError.usage(source + " has algorithm ppo and no value_model; give the folder of a reward model, "
                    + "which smoltulu reward trains");
        }
        if (!ppo && given.containsKey(RecipeKey.VALUE_MODEL)) {
            throw UserError.usage(given.get(RecipeKey.VALUE_MODEL).label()
                    + " is of no use to algorithm grpo; leave it out, or write algorithm ppo");
        }
        if (!ppo && samples < 2) {
            throw UserError.usage(given.get(RecipeKey.NUMBER_SAMPLES_PER_PROMPT).label()
                    + " must be at least 2 for algorithm grpo, which compares the responses to a prompt");
        }
        if (values.get(RecipeKey.ACTIVE_SAMPLING).equals(true) && samples < 2) {
            throw UserError.usage(given.get(RecipeKey.ACTIVE_SAMPLING).label()
                    + " needs number_samples_per_prompt of at least 2: one response alone is never of both kinds");
        }
        if ((Long) values.get(RecipeKey.ASYNCHRONOUS) > 1) {
            throw UserError.usage(given.get(RecipeKey.ASYNCHRONOUS).label() + " must be 0 or 1");
        }
        double evalTemperature = (Double) values.get(RecipeKey.EVAL_TEMPERATURE);
        if (evalTemperature > 0 && evalTemperature < 1e-4) {
            throw UserError.usage(given.get(RecipeKey.EVAL_TEMPERATURE).label() + " must be 0 or at least 0.0001");
        }
    }

    private void checkEvaluation(Map<RecipeKey, Object> values) {
        boolean evaluates = (Long) values.get(RecipeKey.EVAL_STEPS) > 0;
        if (evaluates && !values.containsKey(RecipeKey.EVAL_DATA) && !values.containsKey(RecipeKey.EVAL_TASKS)) {
            throw UserError.usage(given.get(RecipeKey.EVAL_STEPS).label()
                    + " needs rows to evaluate on; give eval_data or leave it out");
        }
    }
}
