package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxModelTest {

    @Test
    void readsBackAsItWasBuilt() throws InvalidProtocolBufferException {
        OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(OnnxModel.write(sample()));
        assertEquals(9, model.getIrVersion());
        assertEquals(
                List.of(":18", "com.microsoft:1"),
                model.getOpsetImportList().stream()
                        .map(set -> set.getDomain() + ":" + set.getVersion())
                        .toList());
        OnnxMl.GraphProto graph = model.getGraph();
        assertEquals("sample", graph.getName());
        assertEquals(
                List.of("x 1 [2*rows, 4]", "w 1 [3, 4]", "s sequence 1"),
                graph.getInputList().stream().map(OnnxModelTest::described).toList());
        assertEquals(
                List.of("y 1 [2*rows, 3]"),
                graph.getOutputList().stream().map(OnnxModelTest::described).toList());

        assertEquals(1, graph.getInitializerCount());
        OnnxMl.TensorProto initializer = graph.getInitializer(0);
        assertEquals("scalar", initializer.getName());
        assertEquals(1, initializer.getDataType());
        assertEquals(0, initializer.getDimsCount());
        assertEquals(
                1.5f,
                initializer
                        .getRawData()
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat());

        assertEquals(
                List.of("FusedMatMul", "Mul"),
                graph.getNodeList().stream().map(OnnxMl.NodeProto::getOpType).toList());
        OnnxMl.NodeProto product = graph.getNode(0);
        assertEquals("layer/FusedMatMul", product.getName());
        assertEquals("com.microsoft", product.getDomain());
        assertEquals(List.of("x", "w"), product.getInputList());
        assertEquals(
                List.of("alpha FLOAT 0.5", "transA INT 0", "transB INT 1"),
                product.getAttributeList().stream()
                        .map(a -> a.getName() + " " + a.getType() + " "
                                + (a.getType() == OnnxMl.AttributeProto.AttributeType.FLOAT
                                        ? "" + a.getF()
                                        : "" + a.getI()))
                        .toList());
        assertEquals(
                List.of("layer/FusedMatMul_out", "scalar"), graph.getNode(1).getInputList());
        assertEquals(List.of("y"), graph.getNode(1).getOutputList());
    }

    @Test
    void equalGraphsGiveEqualBytes() {
        assertArrayEquals(OnnxModel.write(sample()), OnnxModel.write(sample()));
    }

    @Test
    void absentInputsAreWrittenEmpty() throws InvalidProtocolBufferException {
        Graph graph = new Graph("optional");
        Value x = graph.input("x", DataType.FLOAT, Shape.of(2, 2));
        graph.output("y", graph.apply(Op.GEMM, Map.of(), x, x, null));
        OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(OnnxModel.write(graph));
        assertEquals(List.of("x", "x", ""), model.getGraph().getNode(0).getInputList());
        assertEquals(1, model.getOpsetImportCount());
    }

    @Test
    void textAndListAttributesAreWritten() throws InvalidProtocolBufferException {
        Graph graph = new Graph("attributes");
        Operators ops = new Operators(graph);
        Value x = graph.input("x", DataType.FLOAT, Shape.of(2, 3));
        Value added = ops.scatterElementsAdd(
                x,
                graph.constant("i", Constant.int64(Shape.of(1, 3), 1, 1, 0)),
                graph.input("row", DataType.FLOAT, Shape.of(1, 3)),
                0);
        graph.output("y", ops.transpose(added, 1, 0));
        OnnxMl.GraphProto proto =
                OnnxMl.ModelProto.parseFrom(OnnxModel.write(graph)).getGraph();
        assertEquals("add", proto.getNode(0).getAttribute(1).getS().toStringUtf8());
        assertEquals(List.of(1L, 0L), proto.getNode(1).getAttribute(0).getIntsList());
    }

    /** One value has one name in the file. */
    @Test
    void aSecondNameNeedsAnIdentity() {
        Graph twice = new Graph("twice");
        Value y = new Operators(twice).neg(twice.input("x", DataType.FLOAT, Shape.of(1)));
        twice.output("y", y);
        twice.output("Neg_out", y);
        refused(twice, "Neg_out");

        Graph input = new Graph("input");
        input.output("y", input.input("x", DataType.FLOAT, Shape.of(1)));
        refused(input, "y");
    }

    private static void refused(Graph graph, String output) {
        String message = assertThrows(IllegalStateException.class, () -> OnnxModel.write(graph))
                .getMessage();
        assertTrue(message.startsWith("output '" + output + "' ") && message.contains("Identity"), message);
    }

    private static Graph sample() {
        Graph graph = new Graph("sample");
        Operators ops = new Operators(graph);
        Value x = graph.input("x", DataType.FLOAT, Shape.of(Dim.named("rows").times(Dim.of(2)), Dim.of(4)));
        Value w = graph.input("w", DataType.FLOAT, Shape.of(3, 4));
        graph.sequenceInput("s", DataType.FLOAT);
        Value product = graph.scoped("layer", () -> ops.matMul(x, false, w, true, 0.5f));
        graph.output("y", ops.mul(product, ops.scalar(DataType.FLOAT, 1.5)));
        return graph;
    }

    private static String described(OnnxMl.ValueInfoProto info) {
        if (info.getType().hasSequenceType()) {
            return info.getName() + " sequence "
                    + info.getType()
                            .getSequenceType()
                            .getElemType()
                            .getTensorType()
                            .getElemType();
        }
        OnnxMl.TypeProto.Tensor tensor = info.getType().getTensorType();
        return info.getName() + " " + tensor.getElemType() + " "
                + tensor.getShape().getDimList().stream()
                        .map(dim -> dim.hasDimParam() ? dim.getDimParam() : "" + dim.getDimValue())
                        .toList();
    }
}
