package dev.smoltulu.graphs.ir;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A graph in ONNX's protobuf form. */
public final class OnnxModel {

    /** The version of ONNX's own operator set that graphs for this program's ONNX Runtime are written against. */
    private static final int OPSET = 18;

    private static final int IR_VERSION = 9;
    private static final int CONTRIBUTED_VERSION = 1;

    private OnnxModel() {}

    /**
     * A model in two parts, so that its weights need not be in memory together: each is a prefix of its message's
     * fields, after which others may follow.
     *
     * @param model the ModelProto without its graph
     * @param graph the GraphProto without the initializers of {@link Graph#weights}
     */
    public record Parts(byte[] model, byte[] graph) {}

    /**
     * Serialises a graph with weights for any runtime: operator set and file format are as old as the graph allows.
     *
     * @param metadata the model's metadata_props
     */
    public static Parts parts(Graph graph, Map<String, String> metadata) {
        int opset = OperatorSet.lowest(graph);
        OnnxMl.ModelProto.Builder model = envelope(graph, opset, OperatorSet.irVersion(opset));
        metadata.forEach((key, value) -> model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return new Parts(model.build().toByteArray(), graphProto(graph).toByteArray());
    }

    /** Serialises {@code graph}; equal graphs give equal bytes. */
    public static byte[] write(Graph graph) {
        if (!graph.weights().isEmpty()) {
            throw new IllegalArgumentException("graph '" + graph.name() + "' has weights without contents");
        }
        return envelope(graph, OPSET, IR_VERSION)
                .setGraph(graphProto(graph))
                .build()
                .toByteArray();
    }

    /** Serialises {@code graph} without its {@link Graph#weights}, which the loader passes from memory by name. */
    public static byte[] writeWithoutWeights(Graph graph) {
        OnnxMl.GraphProto.Builder proto = graphProto(graph).toBuilder();
        for (Value weight : graph.weights()) {
            proto.addInitializer(OnnxMl.TensorProto.newBuilder()
                    .setName(weight.name())
                    .setDataType(weight.type().onnx())
                    .addAllDims(weight.shape().dims().stream().map(Dim::size).toList())
                    .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("memory")));
        }
        return envelope(graph, OPSET, IR_VERSION).setGraph(proto).build().toByteArray();
    }

    private static OnnxMl.ModelProto.Builder envelope(Graph graph, int opset, int irVersion) {
        OnnxMl.ModelProto.Builder model =
                OnnxMl.ModelProto.newBuilder().setIrVersion(irVersion).setProducerName("smoltulu");
        Set<String> domains = new LinkedHashSet<>(Set.of(""));
        graph.nodes().forEach(node -> domains.add(node.op().domain()));
        domains.stream()
                .sorted()
                .forEach(domain -> model.addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                        .setDomain(domain)
                        .setVersion(domain.isEmpty() ? opset : CONTRIBUTED_VERSION)));
        return model;
    }

    private static OnnxMl.GraphProto graphProto(Graph graph) {
        Map<Value, String> outputNames = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputNames.putIfAbsent(value, name));
        OnnxMl.GraphProto.Builder proto = OnnxMl.GraphProto.newBuilder().setName(graph.name());
        graph.inputs().forEach(input -> proto.addInput(valueInfo(input.name(), input)));
        graph.constants()
                .forEach((value, constant) -> proto.addInitializer(OnnxMl.TensorProto.newBuilder()
                        .setName(value.name())
                        .setDataType(constant.type().onnx())
                        .addAllDims(
                                constant.shape().dims().stream().map(Dim::size).toList())
                        .setRawData(ByteString.copyFrom(constant.data()))));
        graph.nodes().forEach(node -> proto.addNode(nodeProto(node, outputNames)));
        graph.outputs().forEach((name, value) -> {
            if (!name.equals(written(value, outputNames))) {
                throw new IllegalStateException("output '" + name + "' is " + value
                        + ", which has another name already; put an Identity between");
            }
            proto.addOutput(valueInfo(name, value));
        });
        return proto.build();
    }

    private static OnnxMl.NodeProto nodeProto(Node node, Map<Value, String> outputNames) {
        OnnxMl.NodeProto.Builder proto = OnnxMl.NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.op().opName())
                .setDomain(node.op().domain());
        node.inputs().forEach(input -> proto.addInput(input == null ? "" : written(input, outputNames)));
        node.outputs().forEach(output -> proto.addOutput(output == null ? "" : written(output, outputNames)));
        node.attributes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> proto.addAttribute(attributeProto(entry.getKey(), entry.getValue())));
        return proto.build();
    }

    private static String written(Value value, Map<Value, String> outputNames) {
        return value.producer() == null ? value.name() : outputNames.getOrDefault(value, value.name());
    }

    private static OnnxMl.AttributeProto attributeProto(String name, Attribute attribute) {
        OnnxMl.AttributeProto.Builder proto = OnnxMl.AttributeProto.newBuilder().setName(name);
        if (attribute instanceof Attribute.Int number) {
            return proto.setType(OnnxMl.AttributeProto.AttributeType.INT)
                    .setI(number.value())
                    .build();
        }
        if (attribute instanceof Attribute.Ints numbers) {
            return proto.setType(OnnxMl.AttributeProto.AttributeType.INTS)
                    .addAllInts(numbers.values())
                    .build();
        }
        if (attribute instanceof Attribute.Real number) {
            return proto.setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                    .setF(number.value())
                    .build();
        }
        Attribute.Text text = (Attribute.Text) attribute;
        return proto.setType(OnnxMl.AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(text.value()))
                .build();
    }

    private static OnnxMl.ValueInfoProto valueInfo(String name, Value value) {
        OnnxMl.TypeProto.Tensor.Builder tensor =
                OnnxMl.TypeProto.Tensor.newBuilder().setElemType(value.type().onnx());
        OnnxMl.TypeProto.Builder type = OnnxMl.TypeProto.newBuilder();
        if (value.isSequence()) {
            type.setSequenceType(OnnxMl.TypeProto.Sequence.newBuilder()
                    .setElemType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor)));
            return OnnxMl.ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(type)
                    .build();
        }
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Dim dim : value.shape().dims()) {
            OnnxMl.TensorShapeProto.Dimension.Builder extent = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dim.isKnown() ? extent.setDimValue(dim.size()) : extent.setDimParam(dim.toString()));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(type.setTensorType(tensor.setShape(shape)))
                .build();
    }
}
