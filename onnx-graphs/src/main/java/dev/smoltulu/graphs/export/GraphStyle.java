package dev.smoltulu.graphs.export;

import java.util.Locale;

/** The operators that an exported graph is made of. */
public enum GraphStyle {
    /**
     * ONNX's own operators (int4 weights aside). Attends by attention_mask, so rows of a batch may be padded on either
     * side.
     */
    PORTABLE,
    /**
     * ONNX Runtime's fused operators, as the model builder of onnxruntime-genai uses them. GroupQueryAttention takes
     * row lengths from attention_mask, so rows of a batch may be padded on the right only, and the cache may be longer
     * than its contents.
     */
    FUSED;

    /** The word for it on the command line and in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
