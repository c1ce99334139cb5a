package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.deploy.generate.TextModel;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;

/** The flags that say how answers are generated. */
final class GenerateFlags {

    private static final String MAX_NEW_TOKENS = "max-new-tokens";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_P = "top-p";
    private static final String TOP_K = "top-k";
    private static final String SEED = "seed";
    private static final String STOP = "stop";
    private static final int DEFAULT_MAX_NEW_TOKENS = 256;

    private GenerateFlags() {}

    static FlagGroup group() {
        return FlagGroup.of(
                "How it is generated",
                FlagGroup.valued(
                        MAX_NEW_TOKENS, "N", "most tokens of an answer (default " + DEFAULT_MAX_NEW_TOKENS + ")"),
                FlagGroup.valued(
                        TEMPERATURE,
                        "T",
                        "0 takes the most likely token each time; over 0 tokens are drawn, "
                                + "1 as the model has them (default 0, but 1 with --top-p or --top-k)"),
                FlagGroup.valued(
                        TOP_P,
                        "P",
                        "draw from the likeliest tokens that hold P of the probability " + "(default 1: all)"),
                FlagGroup.valued(TOP_K, "K", "draw from the K likeliest tokens (default 0: all)"),
                FlagGroup.valued(SEED, "S", "the same seed draws the same tokens (default 0)"),
                FlagGroup.repeated(STOP, "TEXT", "end the answer before this text; may be given several times"));
    }

    /** What the flags say. */
    static TextModel.Settings settings(CommandLine line) {
        boolean draws = line.hasOption(TOP_P) || line.hasOption(TOP_K);
        double temperature = number(line, TEMPERATURE, draws ? 1 : 0, 0, Float.MAX_VALUE);
        if (temperature > 0 && temperature < Sampling.MIN_TEMPERATURE) {
            throw UserError.usage("--temperature must be 0 or at least " + plain(Sampling.MIN_TEMPERATURE) + ", not \""
                    + line.getOptionValue(TEMPERATURE) + "\"");
        }
        double topP = number(line, TOP_P, 1, Double.MIN_VALUE, 1);
        int topK = FlagValues.atLeast(0, line, TOP_K).orElse(0);
        long seed = FlagValues.longAtLeast(Long.MIN_VALUE, line, SEED).orElse(0);
        int maxNewTokens = FlagValues.atLeast(1, line, MAX_NEW_TOKENS).orElse(DEFAULT_MAX_NEW_TOKENS);
        return new TextModel.Settings(maxNewTokens, new Sampling(temperature, topP, topK, seed), stops(line));
    }

    private static List<String> stops(CommandLine line) {
        List<String> stops = line.hasOption(STOP) ? List.of(line.getOptionValues(STOP)) : List.of();
        if (stops.contains("")) {
            throw UserError.usage("--stop is empty; give the text to stop before");
        }
        return stops;
    }

    private static double number(CommandLine line, String flag, double fallback, double low, double high) {
        if (!line.hasOption(flag)) {
            return fallback;
        }
        String text = line.getOptionValue(flag);
        double number = text.matches("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") ? Double.parseDouble(text) : Double.NaN;
        if (number >= low && number <= high) {
            return number;
        }
        String range = low > 0 ? "over 0 and at most " + plain(high) : "of at least 0";
        throw UserError.usage("--" + flag + " must be a number " + range + ", not \"" + text + "\"");
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : String.format(Locale.ROOT, "%.4f", number);
    }
}
