package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.ExportedModel;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exported files keep the rules of onnx's own checker: versions, names, shapes, and data inside the folder. And the
 * operator set that they declare is the lowest in which they are valid.
 */
class OnnxRulesTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");
    private static final String CONTRIBUTED = "com.microsoft";
    private static final int OPSET = 13;
    /** ONNX's versioning.md: the file format that came with opset 13. */
    private static final int IR_VERSION = 7;

    private static final Map<Integer, Integer> ELEMENT_BYTES = Map.of(
            OnnxMl.TensorProto.DataType.FLOAT_VALUE,
            4,
            OnnxMl.TensorProto.DataType.FLOAT16_VALUE,
            2,
            OnnxMl.TensorProto.DataType.UINT8_VALUE,
            1,
            OnnxMl.TensorProto.DataType.INT64_VALUE,
            8);

    @TempDir
    private Path folder;

    @Test
    void everyFileIsValid() throws IOException {
        export("fused", "--style", "fused", "--precision", "fp32,fp16,int8,int4,int4-fp16");
        export("default", "--precision", "fp32,fp16,int8,int4,int4-fp16", "--external-data");
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
        assertEquals(11, files.size(), files.toString());
        for (Path file : files) {
            check(file, OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file)));
        }
    }

    @Test
    void anOlderOperatorSetIsRefused() throws IOException {
        export("portable", "--style", "portable", "--precision", "fp32,int8,int4");
        export("fused", "--style", "fused", "--precision", "fp32,int8,int4");
        LlamaConfig config = LlamaConfig.read(MODEL);
        for (String style : List.of("portable", "fused")) {
            for (String name : List.of("model", "model_quantized", "model_q4")) {
                Path file = folder.resolve(style).resolve("onnx").resolve(name + ".onnx");
                OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
                model.getOpsetImportBuilderList().stream()
                        .filter(set -> set.getDomain().isEmpty())
                        .forEach(set -> set.setVersion(OPSET - 1));
                Path older = file.resolveSibling("older.onnx");
                Files.write(older, model.build().toByteArray());
                assertThrows(RuntimeException.class, () -> open(older, config), file.toString());
                open(file, config);
            }
        }
    }

    private static void open(Path file, LlamaConfig config) {
        new ExportedModel(file, config, SessionSettings.on(Device.CPU)).close();
    }

    private void export(String name, Object... more) {
        List<Object> words = Stream.concat(
                        Stream.of("export", "--no-verify", "--model", MODEL, "--output", folder.resolve(name)),
                        Stream.of(more))
                .toList();
        CommandLine line = CommandLine.run(words.toArray());
        assertEquals(0, line.exitCode(), line.err());
    }

    private void check(Path file, OnnxMl.ModelProto model) throws IOException {
        OnnxMl.GraphProto graph = model.getGraph();
        assertEquals(IR_VERSION, model.getIrVersion(), file.toString());
        Map<String, Long> sets = model.getOpsetImportList().stream()
                .collect(Collectors.toMap(OnnxMl.OperatorSetIdProto::getDomain, OnnxMl.OperatorSetIdProto::getVersion));
        boolean contributed =
                graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals(CONTRIBUTED));
        assertEquals(
                contributed ? Map.of("", (long) OPSET, CONTRIBUTED, 1L) : Map.of("", (long) OPSET),
                sets,
                file.toString());
        assertFalse(graph.getName().isEmpty());
        Set<String> known = new HashSet<>();
        for (OnnxMl.ValueInfoProto input : graph.getInputList()) {
            assertTrue(input.getType().getTensorType().hasShape(), input.getName());
            assertTrue(known.add(input.getName()), input.getName());
        }
        for (OnnxMl.TensorProto weight : graph.getInitializerList()) {
            assertTrue(known.add(weight.getName()), weight.getName());
            checkData(file, weight);
        }
        Set<String> nodes = new HashSet<>();
        for (OnnxMl.NodeProto node : graph.getNodeList()) {
            assertTrue(nodes.add(node.getName()), node.getName());
            node.getInputList().stream()
                    .filter(input -> !input.isEmpty())
                    .forEach(input -> assertTrue(known.contains(input), node.getName() + " reads " + input));
            node.getOutputList().stream()
                    .filter(output -> !output.isEmpty())
                    .forEach(output -> assertTrue(known.add(output), node.getName() + " writes " + output));
        }
        for (OnnxMl.ValueInfoProto output : graph.getOutputList()) {
            assertTrue(output.getType().getTensorType().hasShape(), output.getName());
            assertTrue(known.contains(output.getName()), output.getName());
        }
    }

    private void checkData(Path file, OnnxMl.TensorProto weight) throws IOException {
        long bytes = ELEMENT_BYTES.get(weight.getDataType());
        for (long extent : weight.getDimsList()) {
            assertTrue(extent > 0, weight.getName());
            bytes *= extent;
        }
        if (weight.getDataLocation() != OnnxMl.TensorProto.DataLocation.EXTERNAL) {
            assertEquals(bytes, weight.getRawData().size(), weight.getName());
            return;
        }
        Map<String, String> place = weight.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        OnnxMl.StringStringEntryProto::getKey, OnnxMl.StringStringEntryProto::getValue));
        assertEquals(bytes, Long.parseLong(place.get("length")), weight.getName());
        Path location = Path.of(place.get("location"));
        Path data = file.resolveSibling(location).normalize();
        assertFalse(location.isAbsolute());
        assertTrue(data.startsWith(file.getParent()), data.toString());
        assertTrue(Files.size(data) >= Long.parseLong(place.get("offset")) + bytes, data.toString());
    }
}
