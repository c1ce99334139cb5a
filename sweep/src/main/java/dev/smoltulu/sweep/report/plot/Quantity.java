package dev.smoltulu.sweep.report.plot;

import com.google.gson.JsonElement;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What an axis of a plot shows of a setting.
 *
 * @param label with its unit
 */
public record Quantity(String label, ToDoubleFunction<Setting> value) {

    public static final Quantity LEARNING_RATE = new Quantity("learning rate", Setting::learningRate);

    public static final Quantity RATIO = new Quantity("learning rate / batch size", Setting::ratio);

    /** Batch size in what one example of the study's training is. */
    public static Quantity batchSize(StudyTable table) {
        return new Quantity("batch size (" + examples(table) + " a step)", Setting::batchSize);
    }

    /** What the study trains on: sequences, pairs or prompts. */
    public static String examples(StudyTable table) {
        return switch (table.verb()) {
            case "dpo", "reward" -> "pairs";
            case "rlvr" -> "prompts";
            default -> "sequences";
        };
    }

    /** Another axis of a study, where all its values are numbers. */
    public static Optional<Quantity> axis(String axis, List<Setting> settings) {
        boolean numbers = settings.stream()
                .allMatch(setting -> isNumber(setting.cells().get(0).values().get(axis)));
        return numbers
                ? Optional.of(new Quantity(
                        axis,
                        setting -> setting.cells().get(0).values().get(axis).getAsDouble()))
                : Optional.empty();
    }

    private static boolean isNumber(JsonElement value) {
        return value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isNumber();
    }

    /** Whether it has more than one value among the settings. */
    public boolean varies(List<Setting> settings) {
        return settings.stream().mapToDouble(value).distinct().limit(2).count() > 1;
    }

    double of(Setting setting) {
        return value.applyAsDouble(setting);
    }

    double[] of(List<Setting> settings) {
        return settings.stream().mapToDouble(value).toArray();
    }
}
