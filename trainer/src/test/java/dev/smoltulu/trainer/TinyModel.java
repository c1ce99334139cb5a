package dev.smoltulu.trainer;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.run.RunConsole;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model of some thousand weights, its recipes, and rows of token ids for it. */
public final class TinyModel {

    public static final LlamaConfig CONFIG =
            LlamaConfig.of(JsonParser.parseString("""
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 24, "hidden_size": 16,
             "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": false,
             "initializer_range": 0.3, "bos_token_id": 1, "eos_token_id": 2}
            """).getAsJsonObject(), "config.json");

    private TinyModel() {}

    /** A model folder without weights. */
    public static Path folder(Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("model"));
        CONFIG.write(folder, "float32");
        return folder;
    }

    /**
     * A recipe that starts from random weights.
     *
     * @param entries further entries as JSON: {@code "beta": 1, "seed": 2}
     */
    public static Recipe recipe(Objective objective, Path model, Path data, Path output, String entries) {
        Map<String, JsonElement> all = new LinkedHashMap<>(
                JsonParser.parseString("{" + entries + "}").getAsJsonObject().asMap());
        Map.of("model", model.toString(), "data", data.toString(), "output_dir", output.toString(), "init", "random")
                .forEach((key, value) -> all.put(key, new JsonPrimitive(value)));
        return Recipe.of(objective, all, "recipe");
    }

    public static RunConsole console(PrintStream out, StopSignal stop) {
        return new RunConsole(out, Terminal.none(), stop);
    }

    /** A file of rows with keys that begin with each of {@code prefixes}, of sequences of 4 to 11 tokens. */
    public static Path rows(Path file, int rows, String... prefixes) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<String> lines = IntStream.range(0, rows)
                .mapToObj(row -> List.of(prefixes).stream()
                        .map(prefix -> sequence(prefix, random))
                        .collect(Collectors.joining(", ", "{", "}")))
                .toList();
        return Files.write(file, lines);
    }

    /** The first two tokens are a prompt, which is not trained. */
    private static String sequence(String prefix, SplittableRandom random) {
        int[] ids = random.ints(4 + random.nextInt(8), 3, CONFIG.vocabSize()).toArray();
        int[] labels = ids.clone();
        labels[0] = -100;
        labels[1] = -100;
        return "\"" + prefix + "input_ids\": " + list(ids) + ", \"" + prefix + "labels\": " + list(labels);
    }

    private static String list(int[] numbers) {
        return IntStream.of(numbers).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
