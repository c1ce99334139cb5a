package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.HalfFloats;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The weights of a graph under construction, and where their contents come from. */
final class WeightTable {

    /** Values that are read and converted at a time. */
    private static final int PIECE = 1 << 20;
    /** Values of a matrix that are in memory at a time. */
    private static final int MATRIX_PIECE = 8 << 20;

    /** Takes the contents of weights, one after the other, little-endian and in row-major order. */
    interface Sink {

        /** Ends the weight before and begins this one. */
        void begin(Value weight);

        /** Takes all remaining bytes as the next ones of the weight. */
        void write(ByteBuffer bytes);
    }

    /** The contents of one or more weights of the graph, made from one parameter of the checkpoint. */
    @FunctionalInterface
    interface Contents {

        /** Reads the parameter once and writes its weights in the order of their declaration. */
        void write(ModelWeights checkpoint, Sink sink);
    }

    /** The work on one row of a matrix; called from several threads. */
    interface RowTask {

        /**
         * Takes a row.
         *
         * @param from where it begins in {@code values}
         */
        void take(int row, float[] values, int from);
    }

    private final Graph graph;
    private final DataType type;
    private final Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    private final Map<String, Value> floats = new HashMap<>();
    private final List<Contents> contents = new ArrayList<>();

    /** A table for the parameters of {@code config}; those that are not quantised are stored as {@code type}. */
    WeightTable(Graph graph, LlamaConfig config, DataType type) {
        this.graph = graph;
        this.type = type;
        LlamaParameters.of(config).forEach(spec -> specs.put(spec.name(), spec));
    }

    DataType type() {
        return type;
    }

    /** Whether the model has a parameter of this name. */
    boolean has(String name) {
        return specs.containsKey(name);
    }

    ParameterSpec spec(String name) {
        return specs.get(name);
    }

    /** The contents of the weights declared so far, in the order of their declaration. */
    List<Contents> contents() {
        return List.copyOf(contents);
    }

    /** Adds the contents of weights just declared. */
    void add(Contents content) {
        contents.add(content);
    }

    /** A parameter as it is, in this table's type. */
    Value plain(String name) {
        return floats.computeIfAbsent(name, unseen -> {
            Value weight = graph.weight(name, type, Shape.of(specs.get(name).dims()));
            add((checkpoint, sink) -> copy(checkpoint, name, weight, sink));
            return weight;
        });
    }

    private void copy(ModelWeights checkpoint, String name, Value weight, Sink sink) {
        sink.begin(weight);
        long elements = specs.get(name).elements();
        for (long first = 0; first < elements; first += PIECE) {
            FloatBuffer piece = FloatBuffer.allocate((int) Math.min(PIECE, elements - first));
            checkpoint.readFloats(name, first, piece);
            sink.write(bytes(piece.array(), type));
        }
    }

    /** Numbers as bytes of {@code type}, FLOAT or FLOAT16. */
    static ByteBuffer bytes(float[] values, DataType type) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (type == DataType.FLOAT) {
                bytes.putFloat(value);
            } else {
                bytes.putShort(HalfFloats.toFp16(value));
            }
        }
        return bytes.flip();
    }

    /** Reads a matrix some rows at a time and deals them out to all processors. */
    static void forEachRow(ModelWeights checkpoint, ParameterSpec matrix, RowTask task) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        int atOnce = Math.max(1, Math.min(rows, MATRIX_PIECE / columns));
        float[] values = new float[atOnce * columns];
        for (int first = 0; first < rows; first += atOnce) {
            int count = Math.min(atOnce, rows - first);
            checkpoint.readFloats(matrix.name(), (long) first * columns, FloatBuffer.wrap(values, 0, count * columns));
            int start = first;
            IntStream.range(0, count).parallel().forEach(i -> task.take(start + i, values, i * columns));
        }
    }
}
