package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderWeights.Projections;
import dev.smoltulu.graphs.quantize.BlockQuantizer;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.ParameterSpec.Kind;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Matrices in blocks of four bits, [outputs, blocks], for ONNX Runtime's MatMulNBits; embedding and head in blocks of
 * eight, because errors there reach every logit. The embedding's rows are taken from the bytes that the head is
 * multiplied by, so a tied embedding is stored once, and in ONNX's own operators: browsers have no
 * GatherBlockQuantized.
 */
final class Int4Format implements ExportedWeights.MatrixFormat {

    /**
     * Activations in eight bits, block by block: ten times as fast for one token as multiplications in float, for
     * which the matrix is made float anew each time, and no less exact in what was measured (docs/export.md).
     */
    private static final int ACCURACY_LEVEL = 4;

    private static final int BITS = 4;
    private static final int VOCABULARY_BITS = 8;
    /** Numbers in a block, and in one of a narrow model, whose dot products have too few terms to average errors. */
    private static final int BLOCK = 32;

    private static final int NARROW_BLOCK = 16;
    private static final long NARROW = 128;

    private final Operators ops;
    private final WeightTable table;
    private final boolean symmetric;
    private final long hidden;
    private final int block;
    private final Map<String, Matrix> matrices = new HashMap<>();

    /** Blocks [outputs, blocks, bytes], scales [outputs, blocks] and zero points, null where they are the middle. */
    private record Matrix(int bits, Value packed, Value scales, Value zeros) {}

    Int4Format(Operators ops, WeightTable table, long hidden, boolean symmetric) {
        this.ops = ops;
        this.table = table;
        this.symmetric = symmetric;
        this.hidden = hidden;
        this.block = hidden < NARROW ? NARROW_BLOCK : BLOCK;
    }

    @Override
    public Value rows(String matrix, Value ids) {
        Matrix embedding = matrix(matrix);
        Dim blocks = embedding.packed().shape().dim(1);
        Value levels = ops.cast(ops.gather(embedding.packed(), ids, 0), table.type());
        Value zeros = embedding.zeros() == null
                ? ops.scalar(table.type(), 1 << VOCABULARY_BITS - 1)
                : ops.cast(perBlock(ops.gather(embedding.zeros(), ids, 0), blocks), table.type());
        Value numbers = ops.mul(ops.sub(levels, zeros), perBlock(ops.gather(embedding.scales(), ids, 0), blocks));
        Value rows = ops.reshape(numbers, Shape.of(DecoderSignature.TOKENS, blocks.times(Dim.of(block))));
        return rows.shape().dim(1).equals(Dim.of(hidden)) ? rows : ops.firstOfLastAxis(rows, hidden);
    }

    /** [T, blocks] as [T, blocks, 1], one for all numbers of a block. */
    private Value perBlock(Value x, Dim blocks) {
        return ops.reshape(x, Shape.of(DecoderSignature.TOKENS, blocks, Dim.of(1)));
    }

    @Override
    public Projections multiply(Value x) {
        return name -> {
            Matrix matrix = matrix(name);
            return ops.matMulNBits(
                    x, matrix.packed(), matrix.scales(), matrix.zeros(), matrix.bits(), block, ACCURACY_LEVEL);
        };
    }

    private Matrix matrix(String name) {
        return matrices.computeIfAbsent(name, unseen -> declare(table.spec(name + ".weight")));
    }

    private Matrix declare(ParameterSpec spec) {
        int outputs = Math.toIntExact(spec.shape().get(0));
        int inputs = Math.toIntExact(spec.shape().get(1));
        int blocks = BlockQuantizer.blocks(inputs, block);
        int bits = spec.kind() == Kind.MATRIX ? BITS : VOCABULARY_BITS;
        int blockBytes = block * bits / Byte.SIZE;
        int zeroBytes = (blocks * bits + Byte.SIZE - 1) / Byte.SIZE;
        Matrix matrix = new Matrix(
                bits,
                ops.graph().weight(spec.name() + "_Q" + bits, DataType.UINT8, Shape.of(outputs, blocks, (long)
                        blockBytes)),
                ops.graph().weight(spec.name() + "_scales", table.type(), Shape.of(outputs, (long) blocks)),
                symmetric
                        ? null
                        : ops.graph().weight(spec.name() + "_zp", DataType.UINT8, Shape.of(outputs, (long) zeroBytes)));
        table.add((checkpoint, sink) -> {
            byte[] packed = new byte[Math.multiplyExact(Math.multiplyExact(outputs, blocks), blockBytes)];
            float[] scales = new float[outputs * blocks];
            byte[] zeros = new byte[outputs * blocks];
            WeightTable.forEachRow(
                    checkpoint,
                    spec,
                    (row, values, from) -> new BlockQuantizer(bits, block, symmetric)
                            .quantize(values, from, inputs, packed, scales, zeros, row * blocks));
            sink.begin(matrix.packed());
            sink.write(ByteBuffer.wrap(packed));
            sink.begin(matrix.scales());
            sink.write(WeightTable.bytes(scales, table.type()));
            if (!symmetric) {
                sink.begin(matrix.zeros());
                sink.write(ByteBuffer.wrap(bits == BITS ? pairs(zeros, outputs, blocks) : zeros));
            }
        });
        return matrix;
    }

    /** Zero points of two blocks per byte, the first in the low half; a row's last byte may have one only. */
    private static byte[] pairs(byte[] zeros, int rows, int blocks) {
        int rowBytes = (blocks + 1) / 2;
        byte[] packed = new byte[rows * rowBytes];
        for (int row = 0; row < rows; row++) {
            for (int block = 0; block < blocks; block++) {
                packed[row * rowBytes + block / 2] |= (byte) (zeros[row * blocks + block] << block % 2 * BITS);
            }
        }
        return packed;
    }
}
