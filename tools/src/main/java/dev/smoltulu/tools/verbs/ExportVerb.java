package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.deploy.export.ExportRun;
import dev.smoltulu.deploy.export.ExportSettings;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu export}. */
final class ExportVerb implements Verb {

    private static final String MODEL = "model";
    private static final String OUTPUT = "output";
    private static final String PRECISION = "precision";
    private static final String FORMAT = "format";
    private static final String ONNX = "onnx";
    private static final String ORT_TRAINING = "ort-training";
    private static final String STYLE = "style";
    private static final String INT4 = "int4";
    private static final String NO_VERIFY = "no-verify";
    private static final String EXTERNAL_DATA = "external-data";

    @Override
    public String synopsis() {
        return "--model DIR|ID --output DIR [--precision NAMES] [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "Output",
                        FlagGroup.valued(MODEL, "DIR|ID", "model folder or hub id org/name[@revision] (required)"),
                        FlagGroup.valued(OUTPUT, "DIR", "a new folder (required)"),
                        FlagGroup.valued(
                                PRECISION,
                                "NAMES",
                                "one or more, separated by commas, of " + words() + " (default fp32)")),
                FlagGroup.of(
                        "How",
                        FlagGroup.valued(
                                FORMAT,
                                "NAME",
                                "onnx, or ort-training: ONNX Runtime's on-device training artifacts (default onnx)"),
                        FlagGroup.valued(
                                STYLE,
                                "NAME",
                                "portable (ONNX's own operators) or fused (ONNX Runtime's operators); default: "
                                        + "portable files, and a fused graph for onnxruntime-genai that shares the "
                                        + "weights of one of them"),
                        FlagGroup.valued(
                                INT4,
                                "NAME",
                                "asymmetric (blocks with a zero point) or symmetric (default asymmetric)"),
                        FlagGroup.plain(
                                EXTERNAL_DATA, "write the weights to separate files even where all fits into 2 GB"),
                        FlagGroup.plain(NO_VERIFY, "do not run smoltulu verify on the folder")));
    }

    @Override
    public List<String> examples() {
        return List.of("smoltulu export --model runs/first --output deploy --precision fp32,int4");
    }

    @Override
    public int run(CommandLine line, Console console) {
        Path output = RecipeFlags.path(OUTPUT, FlagValues.required("export", line, OUTPUT, "a new folder", "DIR"));
        String model = FlagValues.required("export", line, MODEL, "model folder or hub id", "DIR");
        if (isTraining(line)) {
            exportTraining(console.models().locate(model), output);
            return 0;
        }
        List<Precision> precisions = precisions(line.getOptionValue(PRECISION, Precision.FP32.word()));
        Optional<GraphStyle> style =
                Optional.ofNullable(line.getOptionValue(STYLE)).map(ExportVerb::style);
        boolean symmetric = symmetric(line.getOptionValue(INT4, "asymmetric"));
        ExportSettings settings = new ExportSettings(
                console.models().locate(model), output, precisions, style, symmetric, line.hasOption(EXTERNAL_DATA));
        ExportRun.run(settings, console.err()::println);
        return line.hasOption(NO_VERIFY) ? 0 : VerifyVerb.verify(settings.model(), output, console);
    }

    private static boolean isTraining(CommandLine line) {
        String format = line.getOptionValue(FORMAT, ONNX);
        if (!format.equals(ONNX) && !format.equals(ORT_TRAINING)) {
            throw UserError.usage("--format must be " + ONNX + " or " + ORT_TRAINING + ", not \"" + format + "\"");
        }
        if (format.equals(ORT_TRAINING)) {
            for (String flag : List.of(PRECISION, STYLE, INT4, EXTERNAL_DATA)) {
                if (line.hasOption(flag)) {
                    throw UserError.usage("--" + flag + " is about --format " + ONNX + "; leave it out");
                }
            }
        }
        return format.equals(ORT_TRAINING);
    }

    /** The artifacts of {@code smoltulu graphs}, as a recipe that says nothing would have them. */
    private static void exportTraining(Path model, Path output) {
        Recipe recipe = RecipeFlags.recipe(
                Objective.SFT,
                Optional.empty(),
                Map.of(RecipeKey.MODEL, model.toString(), RecipeKey.DATA, "unused", RecipeKey.OUTPUT_DIR, "unused"));
        ExportRun.into(model, output, folder -> GraphsVerb.write(GraphObjective.SFT, recipe, model, folder, 1));
    }

    private static List<Precision> precisions(String text) {
        Set<Precision> precisions = new LinkedHashSet<>();
        for (String word : text.split(",", -1)) {
            precisions.add(Precision.named(word.strip())
                    .orElseThrow(() -> UserError.usage(
                            "--precision takes " + words() + ", several with commas, not \"" + word + "\"")));
        }
        return List.copyOf(precisions);
    }

    private static GraphStyle style(String word) {
        return Arrays.stream(GraphStyle.values())
                .filter(style -> style.word().equals(word))
                .findFirst()
                .orElseThrow(() -> UserError.usage("--style must be portable or fused, not \"" + word + "\""));
    }

    private static boolean symmetric(String word) {
        return switch (word) {
            case "symmetric" -> true;
            case "asymmetric" -> false;
            default -> throw UserError.usage("--int4 must be asymmetric or symmetric, not \"" + word + "\"");
        };
    }

    private static String words() {
        return Arrays.stream(Precision.values()).map(Precision::word).collect(Collectors.joining(", "));
    }
}
