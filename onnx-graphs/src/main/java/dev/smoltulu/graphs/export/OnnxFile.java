package dev.smoltulu.graphs.export;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedOutputStream;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an ONNX file weight by weight, so that no more than one is in memory. A protobuf message may be written in
 * pieces as long as the lengths of its parts are known before, and those follow from the weights' shapes.
 */
final class OnnxFile {

    /** Protobuf keeps a message's size in an int. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private final Path file;
    private final OnnxModel.Parts parts;
    private final List<Value> weights;

    OnnxFile(Path file, OnnxModel.Parts parts, List<Value> weights) {
        this.file = file;
        this.parts = parts;
        this.weights = weights;
    }

    /** Bytes of a weight's contents. */
    static long bytes(Value weight) {
        return Math.multiplyExact(
                weight.shape().elements().size(), weight.type().bytes());
    }

    /** Whether one file can hold everything. */
    boolean fitsOneFile() {
        return headBytes(inlineHeaders())
                        + weights.stream().mapToLong(OnnxFile::bytes).sum()
                <= MAX_BYTES;
    }

    /** A weight's place: a file of the model's folder, and the first byte in it. */
    record Place(String fileName, long offset) {}

    /** Writes everything into the file; returns each weight's place. */
    Map<String, Place> writeInline(ModelWeights checkpoint, List<WeightTable.Contents> contents) {
        List<byte[]> headers = inlineHeaders();
        long total =
                headBytes(headers) + weights.stream().mapToLong(OnnxFile::bytes).sum();
        Map<String, Place> places = new LinkedHashMap<>();
        try (AtomicFile output = AtomicFile.create(file, total)) {
            output.write(ByteBuffer.wrap(beforeWeights(headers, true)));
            Sink sink = new Sink(index -> {
                output.write(ByteBuffer.wrap(headers.get(index)));
                places.put(
                        weights.get(index).name(), new Place(file.getFileName().toString(), output.position()));
                return output;
            });
            contents.forEach(content -> content.write(checkpoint, sink));
            sink.end();
            output.commit();
        }
        return places;
    }

    /** Writes the weights into files beside the model; returns each weight's place. */
    Map<String, Place> writeExternal(ModelWeights checkpoint, List<WeightTable.Contents> contents) {
        DataLayout layout = DataLayout.of(weights);
        String name = file.getFileName().toString();
        List<AtomicFile> outputs = new ArrayList<>();
        try {
            for (int i = 0; i < layout.sizes().size(); i++) {
                outputs.add(AtomicFile.create(
                        file.resolveSibling(DataLayout.fileName(name, i)),
                        layout.sizes().get(i)));
            }
            Sink sink = new Sink(index -> {
                DataLayout.Place place = layout.places().get(index);
                AtomicFile output = outputs.get(place.file());
                output.write(ByteBuffer.allocate(Math.toIntExact(place.offset() - output.position())));
                return output;
            });
            contents.forEach(content -> content.write(checkpoint, sink));
            sink.end();
            outputs.forEach(AtomicFile::commit);
        } finally {
            outputs.forEach(AtomicFile::close);
        }
        Map<String, Place> places = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            DataLayout.Place place = layout.places().get(i);
            places.put(weights.get(i).name(), new Place(DataLayout.fileName(name, place.file()), place.offset()));
        }
        writeShared(places);
        return places;
    }

    /** Writes the model alone; its weights lie in {@code places} already. */
    void writeShared(Map<String, Place> places) {
        List<byte[]> headers = weights.stream()
                .map(weight -> externalHeader(weight, places.get(weight.name())))
                .toList();
        try (AtomicFile output = AtomicFile.create(file, headBytes(headers))) {
            output.write(ByteBuffer.wrap(beforeWeights(headers, false)));
            headers.forEach(header -> output.write(ByteBuffer.wrap(header)));
            output.commit();
        }
    }

    private long headBytes(List<byte[]> headers) {
        // Tag and length of the graph take at most 11 bytes.
        return parts.model().length
                + 11
                + parts.graph().length
                + headers.stream().mapToLong(head -> head.length).sum();
    }

    /** The model up to its weights, which come last in the graph, which comes last in the model. */
    private byte[] beforeWeights(List<byte[]> headers, boolean inline) {
        long graph = parts.graph().length
                + headers.stream().mapToLong(header -> header.length).sum()
                + (inline ? weights.stream().mapToLong(OnnxFile::bytes).sum() : 0);
        return encoded(out -> {
            out.writeRawBytes(parts.model());
            out.writeTag(OnnxMl.ModelProto.GRAPH_FIELD_NUMBER, 2);
            out.writeUInt64NoTag(graph);
            out.writeRawBytes(parts.graph());
        });
    }

    /** For each weight all of its initializer but the contents, which come last. */
    private List<byte[]> inlineHeaders() {
        return weights.stream()
                .map(weight -> {
                    byte[] tensor = encoded(out -> {
                        out.writeRawBytes(description(weight).build().toByteArray());
                        out.writeTag(OnnxMl.TensorProto.RAW_DATA_FIELD_NUMBER, 2);
                        out.writeUInt64NoTag(bytes(weight));
                    });
                    return initializer(tensor, tensor.length + bytes(weight));
                })
                .toList();
    }

    private static byte[] externalHeader(Value weight, Place place) {
        byte[] tensor = description(weight)
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", place.fileName()))
                .addExternalData(entry("offset", Long.toString(place.offset())))
                .addExternalData(entry("length", Long.toString(bytes(weight))))
                .build()
                .toByteArray();
        return initializer(tensor, tensor.length);
    }

    private static OnnxMl.StringStringEntryProto entry(String key, String value) {
        return OnnxMl.StringStringEntryProto.newBuilder()
                .setKey(key)
                .setValue(value)
                .build();
    }

    private static OnnxMl.TensorProto.Builder description(Value weight) {
        return OnnxMl.TensorProto.newBuilder()
                .setName(weight.name())
                .setDataType(weight.type().onnx())
                .addAllDims(weight.shape().dims().stream().map(Dim::size).toList());
    }

    private static byte[] initializer(byte[] tensor, long length) {
        return encoded(out -> {
            out.writeTag(OnnxMl.GraphProto.INITIALIZER_FIELD_NUMBER, 2);
            out.writeUInt64NoTag(length);
            out.writeRawBytes(tensor);
        });
    }

    private interface Encoder {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] encoded(Encoder encoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            encoder.write(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Passes contents on to their weight's place, and checks that each weight is written whole and in order. */
    private final class Sink implements WeightTable.Sink {

        private final Opener opener;
        private int next;
        private long missing;
        private AtomicFile output;

        /** Makes the place for a weight ready. */
        private interface Opener {
            AtomicFile open(int weight);
        }

        Sink(Opener opener) {
            this.opener = opener;
        }

        @Override
        public void begin(Value tensor) {
            requireWhole();
            if (next == weights.size() || weights.get(next) != tensor) {
                throw new IllegalStateException(tensor + " is written out of order");
            }
            missing = bytes(tensor);
            output = opener.open(next++);
        }

        @Override
        public void write(ByteBuffer bytes) {
            missing -= bytes.remaining();
            output.write(bytes);
        }

        void end() {
            requireWhole();
            if (next < weights.size()) {
                throw new IllegalStateException(weights.get(next) + " is not written");
            }
        }

        private void requireWhole() {
            if (missing != 0) {
                throw new IllegalStateException(weights.get(next - 1) + " lacks " + missing + " bytes");
            }
        }
    }
}
