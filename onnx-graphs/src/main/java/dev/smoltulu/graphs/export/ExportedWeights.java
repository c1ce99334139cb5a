package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderWeights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder's parameters as initializers of an exported graph, each declared where it is first used. Matrices are
 * stored in a {@link MatrixFormat}, everything else as it is.
 */
final class ExportedWeights implements DecoderWeights {

    private static final String EMBEDDING = "model.embed_tokens";

    /** How matrices are stored and multiplied by; matrices go by their names without {@code .weight}. */
    interface MatrixFormat {

        /** Rows {@code ids} [T] of the embedding matrix, [T, H]. */
        Value rows(String matrix, Value ids);

        /** Prepares {@code x} [T, inputs] once, to give x W' [T, outputs] for each matrix that is asked for. */
        Projections multiply(Value x);
    }

    private final Operators ops;
    private final WeightTable table;
    private final MatrixFormat format;
    private final String head;

    private ExportedWeights(Operators ops, WeightTable table, MatrixFormat format, String head) {
        this.ops = ops;
        this.table = table;
        this.format = format;
        this.head = head;
    }

    /** The parameters that {@code spec} asks for, none of them declared yet. */
    static ExportedWeights of(Operators ops, DecoderFile.Spec spec) {
        WeightTable table =
                new WeightTable(ops.graph(), spec.config(), spec.precision().activations());
        MatrixFormat format = switch (spec.precision()) {
            case FP32, FP16 -> new FloatFormat(ops, table);
            case INT8 -> new Int8Format(ops, table);
            case INT4, INT4_FP16 -> new Int4Format(ops, table, spec.config().hiddenSize(), spec.symmetric());
        };
        return new ExportedWeights(ops, table, format, spec.config().tieWordEmbeddings() ? EMBEDDING : "lm_head");
    }

    /**
     * Matrices as floats or half floats. They stay as Hugging Face stores them, [outputs, inputs], and Gemm transposes,
     * so a tied embedding is stored once.
     */
    private record FloatFormat(Operators ops, WeightTable table) implements MatrixFormat {

        @Override
        public Value rows(String matrix, Value ids) {
            return ops.gather(table.plain(matrix + ".weight"), ids, 0);
        }

        @Override
        public Projections multiply(Value x) {
            return matrix -> ops.gemm(x, false, table.plain(matrix + ".weight"), true);
        }
    }

    /** The contents of the weights declared so far, in the order of their declaration. */
    List<WeightTable.Contents> contents() {
        return table.contents();
    }

    @Override
    public Value embed(Value ids) {
        return format.rows(EMBEDDING, ops.reshape(ids, Shape.of(DecoderSignature.TOKENS)));
    }

    @Override
    public Value scale(String norm) {
        return table.plain(norm + ".weight");
    }

    @Override
    public Projections project(Value x, String... matrices) {
        Projections products = format.multiply(x);
        Map<String, Value> projected = new HashMap<>();
        for (String matrix : matrices) {
            projected.put(matrix, withBias(products.by(matrix), matrix));
        }
        return projected::get;
    }

    @Override
    public Value gatedLinear(Value gate, Value up, String matrix) {
        return linear(ops.mul(ops.mul(gate, ops.sigmoid(gate)), up), matrix);
    }

    @Override
    public Value logits(Value x) {
        return format.multiply(x).by(head);
    }

    private Value withBias(Value x, String matrix) {
        String bias = matrix + ".bias";
        return table.has(bias) ? ops.add(x, table.plain(bias)) : x;
    }
}
