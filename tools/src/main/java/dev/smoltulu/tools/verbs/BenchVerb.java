package dev.smoltulu.tools.verbs;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.tools.bench.ModelSpeed;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu bench}. */
final class BenchVerb implements Verb {

    private static final String MODEL = "model";
    private static final String DEVICE = "device";
    private static final String OUTPUT = "output";
    private static final String ROUNDS = "rounds";
    private static final String BATCH = "batch";
    private static final String PROMPT_TOKENS = "prompt-tokens";
    private static final String NEW_TOKENS = "new-tokens";
    private static final String ITEMS = "items";
    private static final String BATCH_TOKENS = "batch-tokens";
    private static final int MOST = 9_999_999;

    /** What is measured, its unit, and the flags that say how much of it, with their defaults. */
    private enum Kind {
        GENERATE("tokens", Map.of(BATCH, 32, PROMPT_TOKENS, 64, NEW_TOKENS, 128)),
        SCORE("items", Map.of(ITEMS, 100, BATCH_TOKENS, ModelChoice.DEFAULT_BATCH_TOKENS));

        private final String unit;
        private final Map<String, Integer> flags;

        Kind(String unit, Map<String, Integer> flags) {
            this.unit = unit;
            this.flags = flags;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String synopsis() {
        return "generate|score --model DIR|ID [--device cuda] [--FLAG VALUE]...";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "The measurement",
                        FlagGroup.valued(MODEL, "DIR|ID", "model folder or hub id (required); no tokenizer is needed"),
                        FlagGroup.valued(DEVICE, "cpu|cuda[:N]", "where to compute (default cpu)"),
                        FlagGroup.valued(
                                ROUNDS,
                                "N",
                                "measured rounds after one that is not; the median counts " + "(default 3)"),
                        FlagGroup.valued(OUTPUT, "FILE", "a JSON file for every round")),
                FlagGroup.of(
                        "generate",
                        FlagGroup.valued(BATCH, "N", "sequences at once (default 32)"),
                        FlagGroup.valued(PROMPT_TOKENS, "N", "tokens of a prompt (default 64)"),
                        FlagGroup.valued(NEW_TOKENS, "N", "tokens generated after each (default 128)")),
                FlagGroup.of(
                        "score",
                        FlagGroup.valued(ITEMS, "N", "items of HellaSwag's lengths, four endings each (default 100)"),
                        FlagGroup.valued(
                                BATCH_TOKENS,
                                "N",
                                "token budget of a forward pass (default " + ModelChoice.DEFAULT_BATCH_TOKENS + ")")));
    }

    @Override
    public List<String> notes() {
        return List.of("Training tells its own speed: tokens_per_second of each step in metrics.jsonl.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "smoltulu bench generate --model runs/first --batch 8",
                "smoltulu bench score --model HuggingFaceTB/SmolLM2-135M --device cuda --batch-tokens 16384");
    }

    @Override
    public int run(CommandLine line, Console console) {
        Kind kind = kind(line.getArgList());
        String model = FlagValues.required("bench", line, MODEL, "model folder or hub id", "DIR");
        Map<String, Integer> amounts = new LinkedHashMap<>();
        kind.flags.keySet().stream()
                .sorted()
                .forEach(flag -> amounts.put(flag, count(line, flag, kind.flags.get(flag))));
        int rounds = count(line, ROUNDS, 3);
        Device device = Device.parse(line.getOptionValue(DEVICE, "cpu"));
        ModelSpeed.Speed speed;
        try (ModelSpeed measured = new ModelSpeed(console.models().locate(model), device)) {
            speed = switch (kind) {
                case GENERATE ->
                    measured.generation(
                            amounts.get(BATCH), amounts.get(PROMPT_TOKENS), amounts.get(NEW_TOKENS), rounds);
                case SCORE -> measured.scoring(amounts.get(ITEMS), amounts.get(BATCH_TOKENS), rounds);
            };
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "%,.1f %s/s: %,d %s in %.3f s, the median of %d rounds on %s%n",
                        speed.perSecond(),
                        kind.unit,
                        speed.work(),
                        kind.unit,
                        speed.medianSeconds(),
                        rounds,
                        device);
        if (line.hasOption(OUTPUT)) {
            Path file = RecipeFlags.path(OUTPUT, line.getOptionValue(OUTPUT));
            JsonObject json = json(kind, model, device, amounts, speed);
            AtomicFile.write(
                    file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
        }
        return 0;
    }

    private static Kind kind(List<String> words) {
        for (Kind kind : Kind.values()) {
            if (words.equals(List.of(kind.word()))) {
                return kind;
            }
        }
        throw UserError.usage("say what is to be measured: smoltulu bench generate, or smoltulu bench score");
    }

    private static JsonObject json(
            Kind kind, String model, Device device, Map<String, Integer> amounts, ModelSpeed.Speed speed) {
        JsonObject json = new JsonObject();
        json.addProperty("benchmark", kind.word());
        json.addProperty("model", model);
        json.addProperty("device", device.toString());
        amounts.forEach((flag, amount) -> json.addProperty(flag.replace('-', '_'), amount));
        JsonArray seconds = new JsonArray();
        for (double round : speed.seconds()) {
            seconds.add(round);
        }
        json.add("seconds", seconds);
        json.addProperty("median_seconds", speed.medianSeconds());
        json.addProperty(kind.unit + "_per_second", speed.perSecond());
        json.addProperty("smoltulu", Version.current());
        json.addProperty("onnxruntime", RuntimeInfo.load().version());
        return json;
    }

    private static int count(CommandLine line, String flag, int otherwise) {
        return FlagValues.between(1, MOST, line, flag).orElse(otherwise);
    }
}
