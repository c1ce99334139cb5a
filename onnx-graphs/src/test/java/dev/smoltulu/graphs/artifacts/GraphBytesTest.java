package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LogitsGraph;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardGraph;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.ScoringGraph;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import dev.smoltulu.graphs.precision.WeightCast;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every kind of graph but the exported ones keeps its bytes, however the code that builds it is arranged. */
class GraphBytesTest {

    /** One block of attention, two, and four. */
    private static final int SHORT = 16;

    private static final int MEDIUM = 512;
    private static final int LONG = 2048;
    /** Many layers only repeat the nodes of a few: these objectives are enough there. */
    private static final Set<String> IN_LARGE_MODELS = Set.of("sft", "dpo", "policy, KL3", "value");

    private static final int MANY_LAYERS = 10;

    @Test
    void graphsAreWrittenAsRecorded() throws IOException {
        GoldenHashes hashes = new GoldenHashes();
        GoldenHashes.configs().forEach((name, config) -> {
            objectives().forEach((objective, loss) -> {
                if (config.layers() < MANY_LAYERS || IN_LARGE_MODELS.contains(objective)) {
                    addTraining(hashes, name + " " + objective, headed(config, loss), loss);
                }
            });
            addInference(hashes, name, config);
        });
        addNextTokens(hashes);
        addOptimizers(hashes);
        hashes.check("graphs.sha256");
    }

    private static Map<String, TrainingObjective> objectives() {
        Map<String, TrainingObjective> objectives = new LinkedHashMap<>();
        objectives.put("sft", new SftObjective());
        objectives.put("dpo", new PreferenceObjective(0.1, 0));
        objectives.put("dpo, smoothed", new PreferenceObjective(5, 0.1));
        objectives.put("reward", new RewardObjective());
        objectives.put("policy", new PolicyObjective(1, 0.2, 0.28, Optional.empty(), false));
        for (KlEstimator estimator : KlEstimator.values()) {
            objectives.put(
                    "policy, " + estimator,
                    new PolicyObjective(0.7, 0.2, 0.2, Optional.of(new KlPenalty(estimator, 0.05)), true));
        }
        objectives.put("value", new ValueObjective(0.2));
        return objectives;
    }

    /** The value and the reward objective need a score head. */
    private static LlamaConfig headed(LlamaConfig config, TrainingObjective objective) {
        boolean scores = objective instanceof RewardObjective || objective instanceof ValueObjective;
        return scores ? config.asRewardModel(0) : config;
    }

    private static void addTraining(GoldenHashes hashes, String name, LlamaConfig config, TrainingObjective objective) {
        addTraining(hashes, name + " long", config, new Options(objective, LONG, 3, true).inBf16());
        if (config.layers() < MANY_LAYERS) {
            addTraining(hashes, name + " short", config, new Options(objective, SHORT, 1, false));
            addTraining(hashes, name + " medium", config, new Options(objective, MEDIUM, 2, true));
            addTraining(hashes, name + " medium bf16", config, new Options(objective, MEDIUM, 2, false).inBf16());
        }
    }

    private static void addTraining(GoldenHashes hashes, String name, LlamaConfig config, Options options) {
        add(hashes, name + " training", TrainingGraphs.training(config, options));
        add(hashes, name + " evaluation", TrainingGraphs.evaluation(config, options));
    }

    private static void addInference(GoldenHashes hashes, String name, LlamaConfig config) {
        add(hashes, name + " logits", LogitsGraph.of(config, SHORT));
        add(hashes, name + " rewards", RewardGraph.of(config.asRewardModel(0), MEDIUM));
        add(hashes, name + " scoring", ScoringGraph.of(config, MEDIUM, 2));
        add(hashes, name + " scoring bf16", ScoringGraph.of(config, MEDIUM, 1, DataType.BFLOAT16));
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.FLOAT16, DataType.BFLOAT16}) {
            add(hashes, name + " decode " + type, DecodeGraph.of(config, type));
            hashes.add(
                    name + " decode fixed " + type, OnnxModel.writeWithoutWeights(DecodeGraph.ofFixed(config, type)));
        }
        add(hashes, name + " gradient scaling", GradientScaling.graph(LlamaParameters.of(config)));
        add(hashes, name + " weight cast", WeightCast.graph(config, DataType.BFLOAT16));
    }

    private static void addNextTokens(GoldenHashes hashes) {
        add(hashes, "greedy", NextTokenGraph.greedy(512));
        add(hashes, "distributions", NextTokenGraph.distributions(512));
        add(hashes, "sampled", NextTokenGraph.sampled(512));
        add(hashes, "truncated", NextTokenGraph.truncated(511));
    }

    private static void addOptimizers(GoldenHashes hashes) {
        AdamW adamW = new AdamW(0.9, 0.95, 1e-8, 0.1);
        add(hashes, "AdamW", adamW.graph(OptionalDouble.empty()));
        add(hashes, "AdamW, clipped", adamW.graph(OptionalDouble.of(0.5)));
    }

    private static void add(GoldenHashes hashes, String name, Graph graph) {
        hashes.add(name, OnnxModel.write(graph));
    }
}
