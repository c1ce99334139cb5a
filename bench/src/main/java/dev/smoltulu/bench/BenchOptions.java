package dev.smoltulu.bench;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The driver's command line.
 *
 * @param sides what runs, in the order of {@link Side#ALL}
 * @param rounds measured steps of each side
 * @param warmup steps of each side before the first measured one
 * @param trialSteps measured steps that choose a side's variant
 * @param output the JSON file, or null for the one in the build folder
 */
record BenchOptions(List<Side> sides, int rounds, int warmup, int trialSteps, Path output) {

    static final String USAGE =
            "[--sides djl,javacpp,smoltulu] [--rounds 7] " + "[--warmup 2] [--trial-steps 2] [--output FILE]";

    static BenchOptions parse(String[] arguments) {
        BenchOptions options = new BenchOptions(Side.ALL, 7, 2, 2, null);
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw UserError.usage(arguments[i] + " has no value; the command line is " + USAGE);
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private BenchOptions with(String flag, String value) {
        return switch (flag) {
            case "--sides" -> new BenchOptions(sidesNamed(value), rounds, warmup, trialSteps, output);
            case "--rounds" -> new BenchOptions(sides, count(flag, value, 1), warmup, trialSteps, output);
            case "--warmup" -> new BenchOptions(sides, rounds, count(flag, value, 2), trialSteps, output);
            case "--trial-steps" -> new BenchOptions(sides, rounds, warmup, count(flag, value, 1), output);
            case "--output" -> new BenchOptions(sides, rounds, warmup, trialSteps, Path.of(value));
            default -> throw UserError.usage("unknown flag " + flag + "; the command line is " + USAGE);
        };
    }

    private static List<Side> sidesNamed(String value) {
        List<String> wanted = new ArrayList<>(Arrays.asList(value.split(",")));
        List<Side> chosen =
                Side.ALL.stream().filter(side -> wanted.remove(side.key())).toList();
        if (!wanted.isEmpty()) {
            throw UserError.usage("--sides: unknown or repeated side " + wanted.get(0) + "; there are "
                    + String.join(", ", Side.ALL.stream().map(Side::key).toList()));
        }
        return chosen;
    }

    static int count(String flag, String value, int least) {
        if (!value.matches("[0-9]{1,4}") || Integer.parseInt(value) < least) {
            throw UserError.usage(flag + " is " + value + "; give a whole number from " + least + " to 9999");
        }
        return Integer.parseInt(value);
    }
}
