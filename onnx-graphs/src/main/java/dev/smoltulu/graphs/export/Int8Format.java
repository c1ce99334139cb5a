package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderWeights.Projections;
import dev.smoltulu.graphs.quantize.RowQuantizer;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matrices as unsigned bytes with one scale per output, multiplied by activations that are quantised at run time:
 * DynamicQuantizeLinear and MatMulInteger. Unsigned, because sums of signed times unsigned bytes saturate on x86
 * processors without VNNI. Matrices are stored [inputs, outputs]; a tied embedding takes columns of the head's matrix.
 */
final class Int8Format implements ExportedWeights.MatrixFormat {

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
    public Value rows(String matrix, Value ids) {
        Matrix embedding = matrix(matrix);
        Value bytes = ops.cast(ops.transpose(ops.gather(embedding.bytes(), ids, 1), 1, 0), DataType.FLOAT);
        Value scales =
                ops.reshape(ops.gather(embedding.scales(), ids, 0), Shape.of(DecoderSignature.TOKENS, Dim.of(1)));
        return ops.mul(ops.sub(bytes, ops.scalar(DataType.FLOAT, RowQuantizer.ZERO)), scales);
    }

    @Override
    public Projections multiply(Value x) {
        List<Value> quantized = ops.dynamicQuantize(x);
        Value bytes = quantized.get(0);
        Value scale = quantized.get(1);
        Value zeroPoint = quantized.get(2);
        return name -> {
            Matrix matrix = matrix(name);
            Value sums = ops.cast(ops.matMulInteger(bytes, matrix.bytes(), zeroPoint, zero), DataType.FLOAT);
            return ops.mul(sums, ops.mul(scale, matrix.scales()));
        };
    }

    private Matrix matrix(String name) {
        return matrices.computeIfAbsent(name, unseen -> declare(table.spec(name + ".weight")));
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
            WeightTable.forEachRow(
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
