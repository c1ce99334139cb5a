package dev.smoltulu.graphs.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdamWTest {

    private static final AdamW ADAMW = new AdamW(0.9, 0.999, 1e-8, 0.1);

    @Test
    void takesWhatTrainingSessionsFeed() {
        Graph graph = ADAMW.graph(OptionalDouble.empty());
        assertEquals(
                List.of("learning_rate", "step", "params", "gradients", "first_order_moments", "second_order_moments"),
                graph.inputs().stream().map(Value::name).toList());
        assertEquals(
                List.of(false, false, true, true, true, true),
                graph.inputs().stream().map(Value::isSequence).toList());
        assertEquals(List.of("updated"), List.copyOf(graph.outputs().keySet()));
        Node update = graph.nodes().get(0);
        assertEquals(1, graph.nodes().size());
        assertEquals(graph.inputs(), update.inputs());
        assertEquals(
                Map.of(
                        "alpha",
                        new Attribute.Real(0.9f),
                        "beta",
                        new Attribute.Real(0.999f),
                        "epsilon",
                        new Attribute.Real(1e-8f),
                        "weight_decay",
                        new Attribute.Real(0.1f),
                        "adam_mode",
                        new Attribute.Int(0),
                        "correct_bias",
                        new Attribute.Int(1)),
                update.attributes());
    }

    @Test
    void clipsTheGradientsFirstWhereAsked() {
        Graph graph = ADAMW.graph(OptionalDouble.of(0.5));
        Node clip = graph.nodes().get(0);
        assertEquals(
                List.of("InplaceClipGradNorm", "AdamWOptimizer"),
                graph.nodes().stream().map(node -> node.op().opName()).toList());
        assertEquals("gradients", clip.input(0).name());
        assertEquals(
                Map.of("max_norm", new Attribute.Real(0.5f), "norm_type", new Attribute.Text("fro")),
                clip.attributes());
        assertEquals(clip.output(0), graph.nodes().get(1).input(3));
    }
}
