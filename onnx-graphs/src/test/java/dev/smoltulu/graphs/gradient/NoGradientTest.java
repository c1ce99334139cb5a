package dev.smoltulu.graphs.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.GroupQueryAttention;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.TensorType;
import dev.smoltulu.graphs.ir.Value;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said, and by name, where no gradient can flow. */
class NoGradientTest {

    private final Graph graph = new Graph("test");
    private final Operators ops = new Operators(graph);
    private final Value x = graph.input("x", DataType.FLOAT, Shape.of(2, 4));
    private final Value vector = graph.input("vector", DataType.FLOAT, Shape.of(4));
    private final Value ids = graph.input("ids", DataType.INT64, Shape.of(2, 1));

    @ParameterizedTest
    @MethodSource("others")
    void operatorsWithoutARuleSayWhy(Op op) {
        Value out = samples().get(op);
        String message = assertThrows(IllegalArgumentException.class, () -> Gradients.of(out.producer()))
                .getMessage();
        assertTrue(message.contains(op.opName() + " node 'here/" + op.opName() + "'"), message);
        String why = Gradients.NO_GRADIENT.contains(op)
                ? "has no gradient: no loss can be trained through it"
                : "has no gradient rule yet: add one in " + Gradients.class.getName();
        assertTrue(message.endsWith(why), message);
    }

    /** The result of these depends on their inputs without jumps, so "has no gradient" would be wrong. */
    @ParameterizedTest
    @EnumSource(names = {"SLICE", "SPLIT", "GEMM", "GROUP_QUERY_ATTENTION", "SKIP_SIMPLIFIED_LAYER_NORMALIZATION"})
    void whatIsMerelyMissingSaysWhereToAddIt(Op op) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Gradients.of(samples().get(op).producer()))
                .getMessage();
        assertTrue(message.endsWith("has no gradient rule yet: add one in " + Gradients.class.getName()), message);
    }

    @Test
    void everyOtherOperatorHasASample() {
        assertEquals(others(), samples().keySet());
    }

    private static Set<Op> others() {
        return EnumSet.complementOf(EnumSet.copyOf(Gradients.differentiable()));
    }

    private Map<Op, Value> samples() {
        return graph.scoped("here", () -> {
            Map<Op, Value> samples = new EnumMap<>(Op.class);
            Value flag = graph.constant("flag", new Constant(DataType.BOOL, Shape.of(1), new byte[] {1}));
            Value sequence = graph.sequenceInput("sequence", DataType.FLOAT);
            samples.put(Op.SHAPE, ops.shape(x));
            samples.put(Op.RANGE, ops.range(ops.scalar(DataType.INT64, 3), Dim.of(3)));
            samples.put(Op.LESS_OR_EQUAL, ops.lessOrEqual(x, vector));
            samples.put(Op.ARG_MAX, ops.argMax(x));
            samples.put(Op.CUM_SUM, ops.sumBefore(x));
            samples.put(Op.TOP_K, ops.sortDescending(x).get(0));
            samples.put(Op.GROUP_QUERY_ATTENTION, attention());
            Value bytes = graph.weight("bytes", DataType.UINT8, Shape.of(3, 1, 16));
            Value scales = graph.weight("scales", DataType.FLOAT, Shape.of(3, 1));
            Value wide = graph.input("wide", DataType.FLOAT, Shape.of(3, 32));
            samples.put(
                    Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
                    ops.skipRmsNorm(wide, wide, graph.weight("norm", DataType.FLOAT, Shape.of(32)), 1e-5)
                            .get(0));
            samples.put(Op.SLICE, ops.firstOfLastAxis(wide, 3));
            List<Value> quantized = ops.dynamicQuantize(wide);
            samples.put(Op.DYNAMIC_QUANTIZE_LINEAR, quantized.get(0));
            samples.put(
                    Op.MATMUL_INTEGER,
                    ops.matMulInteger(
                            quantized.get(0),
                            ops.transpose(quantized.get(0), 1, 0),
                            quantized.get(2),
                            quantized.get(2)));
            samples.put(Op.MATMUL_NBITS, ops.matMulNBits(wide, bytes, scales, null, 4, 32, 1));
            samples.put(
                    Op.CONSTANT_OF_SHAPE,
                    graph.applyAs(
                            Op.CONSTANT_OF_SHAPE,
                            new TensorType(DataType.FLOAT, Shape.of(3)),
                            Map.of(),
                            ops.int64s(3)));
            samples.put(
                    Op.IN_PLACE_ACCUMULATOR,
                    graph.applyAll(Op.IN_PLACE_ACCUMULATOR, Map.of(), List.of(x, x, flag), List.of(), null)
                            .get(0));
            samples.put(Op.CLIP_GRAD_NORM, graph.apply(Op.CLIP_GRAD_NORM, Map.of(), sequence));
            samples.put(Op.ADAMW, graph.apply(Op.ADAMW, Map.of(), vector, ids, sequence, sequence, sequence, sequence));
            samples.put(Op.SPLIT, ops.split(x, 1, 2).get(0));
            samples.put(Op.GEMM, ops.gemm(x, false, x, true, ops.scalar(DataType.FLOAT, 1)));
            samples.put(Op.QUICK_GELU_GRAD, ops.quickGeluGrad(x, x, 1f));
            return samples;
        });
    }

    private Value attention() {
        Value slots = graph.input("slots", DataType.FLOAT, Shape.of(1, 3, 4));
        Value length = graph.input("length", DataType.INT32, Shape.of(1));
        Value bias = graph.input("bias", DataType.FLOAT, Shape.of(1, 1, 3, 3));
        return new GroupQueryAttention(graph, 2, 2, 1f, length, length).attend(slots, slots, slots, bias);
    }

    @Test
    void comparisonsAreRefusedOnTheWayBack() {
        Value loss = graph.scoped("layer", () -> ops.lessOrEqual(x, vector));
        Value seed = graph.input("seed", DataType.BOOL, loss.shape());
        refused(loss, seed, "LessOrEqual node 'layer/LessOrEqual'", "LessOrEqual has no gradient");
    }

    /** Truncation has no slope: its gradient must not pass as if it had one. */
    @Test
    void castsFromIntegersAreRefused() {
        Value truncated = ops.cast(ops.cast(x, DataType.INT64), DataType.FLOAT);
        refusedSum(truncated, "Cast node 'Cast_1' from INT64");
    }

    @Test
    void castsFromFlagsAreRefused() {
        refusedSum(ops.cast(ops.lessOrEqual(x, vector), DataType.FLOAT), "Cast node 'Cast' from BOOL");
    }

    @Test
    void gathersAlongOtherAxesAreRefused() {
        refusedSum(ops.gather(x, ops.int64s(1), 1), "Gather node 'Gather'", "axis 1");
    }

    @Test
    void replacedElementsAreRefused() {
        refusedSum(ops.scatterElements(x, ids, x, 1), "ScatterElements node 'ScatterElements'", "replaces");
    }

    @Test
    void joinsOfUnequalPartsAreRefused() {
        refusedSum(
                ops.concat(List.of(x, x, graph.input("y", DataType.FLOAT, Shape.of(1, 4))), 0, Shape.of(5, 4)),
                "Concat node 'Concat'",
                "unequal");
    }

    @Test
    void theNormsOwnInverseIsRefused() {
        refusedSum(
                ops.rmsNorm(x, vector, 1e-5).get(1),
                "second output",
                "SimplifiedLayerNormalization node 'SimplifiedLayerNormalization'");
    }

    @Test
    void meansOverNamedAxesAreRefused() {
        Value open = graph.input("open", DataType.FLOAT, Shape.of(Dim.named("rows"), Dim.of(3)));
        Value loss = ops.sumAll(ops.reduceMean(open, false, 0));
        String message = assertThrows(IllegalArgumentException.class, () -> gradients(loss, open))
                .getMessage();
        assertTrue(message.contains("ReduceMean node 'ReduceMean'") && message.contains("rows"), message);
    }

    @Test
    void whatTheLossDoesNotDependOnIsMissing() {
        Value loss = ops.sumAll(ops.exp(vector));
        assertEquals(Set.of(vector), gradients(loss, x, vector).keySet());
    }

    /** A shape read from a value, or an index, carries no gradient and is no mistake either. */
    @Test
    void shapesAndIndicesStopSilently() {
        Value open = graph.input("open", DataType.FLOAT, Shape.of(Dim.named("rows"), Dim.of(4)));
        Value loss = ops.sumAll(ops.expandLike(vector, open));
        assertEquals(Set.of(vector), gradients(loss, vector, open).keySet());
    }

    private void refusedSum(Value out, String... parts) {
        refused(ops.sumAll(out), ops.scalar(DataType.FLOAT, 1), parts);
    }

    private void refused(Value loss, Value seed, String... parts) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ReverseMode.gradients(graph, loss, seed, List.of(x), false))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private Map<Value, Value> gradients(Value loss, Value... targets) {
        return ReverseMode.gradients(graph, loss, ops.scalar(DataType.FLOAT, 1), Arrays.asList(targets), false);
    }
}
