package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.ScoringGraph;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import dev.smoltulu.graphs.precision.WeightCast;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing of a step of training, generation or scoring is left to the processor for want of a kernel. */
class CudaPlacementTest {

    private static final LlamaConfig CONFIG = TinyLlama.config(true, true);

    static Stream<Arguments> graphs() {
        Options sft = new Options(new SftObjective(), SftFeeds.MANY_POSITIONS, 2, true);
        return Stream.of(
                Arguments.of("sft in fp32", TrainingGraphs.training(CONFIG, sft)),
                Arguments.of("sft in bf16", TrainingGraphs.training(CONFIG, sft.inBf16())),
                Arguments.of("its evaluation in bf16", TrainingGraphs.evaluation(CONFIG, sft.inBf16())),
                Arguments.of(
                        "dpo in bf16",
                        TrainingGraphs.training(
                                CONFIG,
                                new Options(new PreferenceObjective(0.7, 0.1), SftFeeds.MANY_POSITIONS, 2, false)
                                        .inBf16())),
                Arguments.of(
                        "rlvr in bf16",
                        TrainingGraphs.training(
                                CONFIG,
                                new Options(new PolicyObjective(0.7, 0.2, 0.2, Optional.empty(), true), 8, 2, false)
                                        .inBf16())),
                Arguments.of("AdamW", new AdamW(0.9, 0.999, 1e-8, 0.1).graph(OptionalDouble.empty())),
                Arguments.of("decoding in bf16", DecodeGraph.of(CONFIG, DataType.BFLOAT16)),
                Arguments.of(
                        "decoding with widened heads",
                        DecodeGraph.of(TinyLlama.config(false, false), DataType.BFLOAT16)),
                Arguments.of("weights to bf16", WeightCast.graph(CONFIG, DataType.BFLOAT16)),
                Arguments.of("scoring in bf16", ScoringGraph.of(CONFIG, 8, 2, DataType.BFLOAT16)),
                Arguments.of("greedy tokens", NextTokenGraph.greedy(50)),
                Arguments.of("sampled tokens", NextTokenGraph.sampled(50)),
                Arguments.of("tokens sampled from the likely ones", NextTokenGraph.truncated(50)),
                Arguments.of("clipping", GradientScaling.graph(LlamaParameters.of(CONFIG))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void everyNodeHasAKernel(String name, Graph graph) {
        assertEquals(
                List.of(),
                graph.nodes().stream()
                        .filter(node -> !CudaKernels.has(node))
                        .map(Node::toString)
                        .toList());
    }

    /** What the table is for: these are the nodes that keep the processor's graphs from a GPU. */
    @Test
    void fusedAttentionHasNoKernelInFp32OrWithAMask() {
        assertEquals(Set.of(Op.GROUP_QUERY_ATTENTION), without(DecodeGraph.of(CONFIG, DataType.FLOAT)));
        assertEquals(Set.of(Op.GROUP_QUERY_ATTENTION), without(ScoringGraph.of(CONFIG, 8, 1)));
    }

    /** The few numbers that a GPU's kernels take from the host are constants, or the one length that is fed. */
    @Test
    void onlyScalarsAreReadFromTheHost() {
        for (Graph graph : List.of(DecodeGraph.of(CONFIG, DataType.BFLOAT16), NextTokenGraph.truncated(50))) {
            for (Node node : graph.nodes()) {
                List<Value> host = switch (node.op()) {
                    case GROUP_QUERY_ATTENTION -> List.of(node.input(6));
                    case CUM_SUM, TOP_K, RESHAPE, REDUCE_SUM -> List.of(node.input(1));
                    case SHAPE, RANGE, EXPAND -> throw new AssertionError("the " + node + " needs a shape");
                    default -> List.of();
                };
                for (Value value : host) {
                    assertTrue(
                            graph.constants().containsKey(value) || value.name().equals(DecodeGraph.TOTAL_LENGTH),
                            node + " reads " + value);
                }
            }
        }
    }

    private static Set<Op> without(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> !CudaKernels.has(node))
                .map(Node::op)
                .collect(Collectors.toSet());
    }
}
