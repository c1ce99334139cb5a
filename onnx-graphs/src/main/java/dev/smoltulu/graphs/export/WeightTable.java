package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.ParameterSpec;
import dev.smoltulu.graphs.weights.HalfFloats;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a graph under construction and what they will hold; what all formats do alike. */
final class WeightTable {

    static final String EMBEDDING = "model.embed_tokens";
    /** Values that are read and converted at a time. */
    private static final int PIECE = 1 << 20;

    private final Operators ops;
    private final DataType type;
    private final Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    private final Map<String, Value> floats = new HashMap<>();
    private final List<WeightContents> contents = new ArrayList<>();
    private final String head;

    /** A table for the parameters of {@code config}; what is not quantised is stored as {@code type}. */
    WeightTable(Operators ops, LlamaConfig config, DataType type) {
        this.ops = ops;
        this.type = type;
        LlamaParameters.of(config).forEach(spec -> specs.put(spec.name(), spec));
        this.head = config.tieWordEmbeddings() ? EMBEDDING : "lm_head";
    }

    Graph graph() {
        return ops.graph();
    }

    DataType type() {
        return type;
    }

    /** The matrix that gives logits, without {@code .weight}: the embedding where the two are tied. */
    String head() {
        return head;
    }

    ParameterSpec spec(String name) {
        return specs.get(name);
    }

    List<WeightContents> contents() {
        return List.copyOf(contents);
    }

    /** Adds what weights just declared will hold. */
    void add(WeightContents content) {
        contents.add(content);
    }

    /** A parameter as it is, in this table's type. */
    Value plain(String name) {
        return floats.computeIfAbsent(name, unseen -> {
            Value weight = graph().weight(name, type, Shape.of(specs.get(name).dims()));
            add((checkpoint, sink) -> copy(checkpoint, name, weight, sink));
            return weight;
        });
    }

    /** {@code product} with the bias of {@code parameter}, where the model has one. */
    Value withBias(Value product, String parameter) {
        String bias = parameter + ".bias";
        return specs.containsKey(bias) ? ops.add(product, plain(bias)) : product;
    }

    private void copy(ModelWeights checkpoint, String name, Value weight, TensorSink sink) {
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
}
