package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing of a training step is left to the processor for want of a kernel. */
class CudaPlacementTest {

    private static final LlamaConfig CONFIG = TinyLlama.config(true, true);

    static Stream<Arguments> graphs() {
        Options sft = new Options(new SftObjective(), 8, 2, true);
        return Stream.of(
                Arguments.of("sft in fp32", TrainingGraphs.training(CONFIG, sft)),
                Arguments.of("sft in bf16", TrainingGraphs.training(CONFIG, sft.inBf16())),
                Arguments.of("its evaluation in bf16", TrainingGraphs.evaluation(CONFIG, sft.inBf16())),
                Arguments.of("dpo in bf16", TrainingGraphs.training(CONFIG,
                        new Options(new PreferenceObjective(0.7, 0.1), 8, 2, false).inBf16())),
                Arguments.of("rlvr in bf16", TrainingGraphs.training(CONFIG,
                        new Options(new PolicyObjective(0.7, 0.2, 0.2, Optional.empty(), true), 8, 2, false).inBf16())),
                Arguments.of("AdamW", new AdamW(0.9, 0.999, 1e-8, 0.1).graph(OptionalDouble.empty())),
                Arguments.of("clipping", GradientScaling.graph(LlamaParameters.of(CONFIG))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void everyNodeHasAKernel(String name, Graph graph) {
        assertEquals(List.of(), graph.nodes().stream().filter(node -> !CudaKernels.has(node)).map(Node::toString)
                .toList());
    }
}
