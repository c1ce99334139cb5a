package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.List;

/**
 * Weights as floats or half floats. Matrices stay as Hugging Face stores them, [outputs, inputs], and Gemm transposes:
 * so a tied embedding is stored once.
 */
final class FloatFormat implements WeightFormat {

    private final Operators ops;
    private final WeightTable table;

    FloatFormat(Operators ops, WeightTable table) {
        this.ops = ops;
        this.table = table;
    }

    @Override
    public Value embed(Value ids) {
        Value flat = ops.reshape(ids, Shape.of(DecoderInputs.TOKENS));
        return ops.gather(table.plain(WeightTable.EMBEDDING + ".weight"), flat, 0);
    }

    @Override
    public List<Value> linear(Value x, List<String> parameters) {
        return parameters.stream()
                .map(parameter -> table.withBias(product(x, parameter), parameter))
                .toList();
    }

    @Override
    public Value head(Value x) {
        return product(x, table.head());
    }

    @Override
    public Value vector(String parameter) {
        return table.plain(parameter);
    }

    @Override
    public List<WeightContents> contents() {
        return table.contents();
    }

    private Value product(Value x, String parameter) {
        return ops.gemm(x, false, table.plain(parameter + ".weight"), true);
    }
}
