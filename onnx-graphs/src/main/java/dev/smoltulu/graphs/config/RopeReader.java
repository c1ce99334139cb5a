package dev.smoltulu.graphs.config;

import java.util.Optional;

/**
 * The rotary embedding's part of config.json, in both forms transformers has written: {@code rope_theta} beside
 * {@code rope_scaling}, and (since version 5) both inside {@code rope_parameters}.
 */
record RopeReader(double theta, RopeScaling scaling) {

    /** Base of the frequencies where neither form gives one, as in transformers' LlamaConfig. */
    private static final double DEFAULT_THETA = 10_000.0;

    static RopeReader read(ConfigReader config) {
        Optional<ConfigReader> parameters = config.object("rope_parameters");
        Optional<ConfigReader> legacy = config.object("rope_scaling");
        double outerTheta = config.positiveNumberOr("rope_theta", DEFAULT_THETA);
        double theta = parameters
                .map(p -> p.positiveNumberOr("rope_theta", outerTheta))
                .orElse(outerTheta);
        if (config.has("rope_theta") && theta != outerTheta) {
            throw config.wrong("rope_theta", outerTheta + " contradicts rope_parameters.rope_theta " + theta);
        }
        RopeScaling scaling =
                parameters.or(() -> legacy).map(RopeReader::scaling).orElse(new RopeScaling.None());
        if (parameters.isPresent()
                && legacy.isPresent()
                && !scaling(legacy.get()).equals(scaling)) {
            throw config.wrong("rope_scaling", "contradicts rope_parameters; keep one of them");
        }
        return new RopeReader(theta, scaling);
    }

    private static RopeScaling scaling(ConfigReader rope) {
        String key = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.text(key).orElseThrow(() -> rope.missing("rope_type"));
        if (rope.numberOr("partial_rotary_factor", 1) != 1) {
            throw rope.unsupported("partial_rotary_factor", rope.numberOr("partial_rotary_factor", 1), "only 1 is");
        }
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(factor(rope));
            case "llama3" -> llama3(rope);
            default -> throw rope.unsupported(key, "'" + type + "'", "only default, linear and llama3 are");
        };
    }

    private static double factor(ConfigReader rope) {
        double factor = rope.positiveNumber("factor");
        if (factor < 1) {
            throw rope.wrong("factor", "must be at least 1, found " + factor);
        }
        return factor;
    }

    private static RopeScaling llama3(ConfigReader rope) {
        double low = rope.positiveNumber("low_freq_factor");
        double high = rope.positiveNumber("high_freq_factor");
        if (high <= low) {
            throw rope.wrong("high_freq_factor", high + " must be above low_freq_factor " + low);
        }
        return new RopeScaling.Llama3(factor(rope), low, high, rope.size("original_max_position_embeddings"));
    }
}
