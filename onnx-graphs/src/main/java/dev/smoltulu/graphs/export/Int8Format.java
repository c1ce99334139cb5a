package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.ParameterSpec;
import dev.smoltulu.graphs.quantize.RowQuantizer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matrices as unsigned bytes with a scale for each output, multiplied by activations that are quantised as they come:
 * DynamicQuantizeLinear and MatMulInteger. Unsigned, because products of signed with unsigned bytes saturate on x86
 * processors without VNNI. Matrices are stored [inputs, outputs]; a tied embedding takes columns of the head's matrix.
 */
final class Int8Format implements WeightFormat {

    private final Operators ops;
    private final WeightTable table;
    private final Value zero;
    private final Map<String, Matrix> matrices = new HashMap<>();

    /** Bytes [inputs, outputs] and scales [outputs]. */
    private record Matrix(Value bytes, Value scales) {}

    Int8Format(Operators ops, WeightTable table) {
        this.ops = ops;
        this.table = table;
        this.zero = ops.graph().constant("zero_point", Constant.uint8(RowQuantizer.ZERO));
    }

    @Override
    public Value embed(Value ids) {
        Matrix embedding = matrix(WeightTable.EMBEDDING);
        Value flat = ops.reshape(ids, Shape.of(DecoderInputs.TOKENS));
        Value rows = ops.cast(ops.transpose(ops.gather(embedding.bytes(), flat, 1), 1, 0), DataType.FLOAT);
        Value scales = ops.reshape(ops.gather(embedding.scales(), flat, 0), Shape.of(DecoderInputs.TOKENS, Dim.of(1)));
        return ops.mul(ops.sub(rows, ops.scalar(DataType.FLOAT, RowQuantizer.ZERO)), scales);
    }

    @Override
    public List<Value> linear(Value x, List<String> parameters) {
        List<Value> quantized = ops.dynamicQuantize(x);
        return parameters.stream()
                .map(name -> table.withBias(product(quantized, name), name))
                .toList();
    }

    @Override
    public Value head(Value x) {
        return product(ops.dynamicQuantize(x), table.head());
    }

    @Override
    public Value vector(String parameter) {
        return table.plain(parameter);
    }

    @Override
    public List<WeightContents> contents() {
        return table.contents();
    }

    /** @param x bytes, their scale and their zero point */
    private Value product(List<Value> x, String parameter) {
        Matrix matrix = matrix(parameter);
        Value sums = ops.cast(ops.matMulInteger(x.get(0), matrix.bytes(), x.get(2), zero), DataType.FLOAT);
        return ops.mul(sums, ops.mul(x.get(1), matrix.scales()));
    }

    private Matrix matrix(String parameter) {
        return matrices.computeIfAbsent(parameter, unseen -> declare(table.spec(parameter + ".weight")));
    }

    private Matrix declare(ParameterSpec spec) {
        int outputs = Math.toIntExact(spec.shape().get(0));
        int inputs = Math.toIntExact(spec.shape().get(1));
        Matrix matrix = new Matrix(
                ops.graph().weight(spec.name() + "_quantized", DataType.UINT8, Shape.of(inputs, (long) outputs)),
                ops.graph().weight(spec.name() + "_scale", DataType.FLOAT, Shape.of((long) outputs)));
        table.add((checkpoint, sink) -> {
            byte[] bytes = new byte[Math.multiplyExact(inputs, outputs)];
            float[] scales = new float[outputs];
            MatrixReader.rows(
                    checkpoint,
                    spec,
                    (row, values, from) ->
                            scales[row] = RowQuantizer.quantize(values, from, inputs, bytes, row, outputs));
            sink.begin(matrix.bytes());
            sink.write(ByteBuffer.wrap(bytes));
            sink.begin(matrix.scales());
            sink.write(WeightTable.bytes(scales, DataType.FLOAT));
        });
        return matrix;
    }
}
