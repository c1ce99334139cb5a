package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.DataType;
import java.util.Arrays;
import java.util.Optional;

/** The type of an exported model's weights. The file names are those that transformers.js looks for. */
public enum Precision {
    FP32("fp32", "fp32", "model", DataType.FLOAT),
    FP16("fp16", "fp16", "model_fp16", DataType.FLOAT16),
    INT8("int8", "q8", "model_quantized", DataType.FLOAT),
    INT4("int4", "q4", "model_q4", DataType.FLOAT),
    INT4_FP16("int4-fp16", "q4f16", "model_q4f16", DataType.FLOAT16);

    private final String word;
    private final String dtype;
    private final String stem;
    private final DataType activations;

    Precision(String word, String dtype, String stem, DataType activations) {
        this.word = word;
        this.dtype = dtype;
        this.stem = stem;
        this.activations = activations;
    }

    /** The word for it on the command line and in files. */
    public String word() {
        return word;
    }

    /** Its name in transformers.js. */
    public String dtype() {
        return dtype;
    }

    /** Name of the model file. */
    public String fileName() {
        return stem + ".onnx";
    }

    /** Type of activations, of the cache and of parameters that are not quantised; logits are always float. */
    public DataType activations() {
        return activations;
    }

    /** The precision of this {@link #word}, if there is one. */
    public static Optional<Precision> named(String word) {
        return Arrays.stream(values())
                .filter(precision -> precision.word.equals(word))
                .findFirst();
    }
}
