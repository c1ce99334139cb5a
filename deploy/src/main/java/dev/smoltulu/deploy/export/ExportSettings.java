package dev.smoltulu.deploy.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.graphs.llama.LlamaParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is exported and how.
 *
 * @param model        a Hugging Face model folder
 * @param output       a folder that does not exist or is empty
 * @param precisions   one file each, in this order
 * @param style        of all files; without it portable files and one fused graph for onnxruntime-genai
 * @param symmetric    whether blocks of int4 weights go without a zero point
 * @param externalData whether weights lie beside the graphs even where one file could hold both
 */
public record ExportSettings(
        Path model,
        Path output,
        List<Precision> precisions,
        Optional<GraphStyle> style,
        boolean symmetric,
        boolean externalData) {

    public ExportSettings {
        precisions = List.copyOf(precisions);
    }

    /** The style of the files in {@code onnx/}. */
    GraphStyle fileStyle() {
        return style.orElse(GraphStyle.PORTABLE);
    }

    /** The precision that onnxruntime-genai is pointed to: the smallest. */
    Precision genaiPrecision() {
        return precisions.stream()
                .max((a, b) -> Integer.compare(smallness(a), smallness(b)))
                .orElseThrow();
    }

    private static int smallness(Precision precision) {
        return switch (precision) {
            case FP32 -> 0;
            case FP16 -> 1;
            case INT8 -> 2;
            case INT4_FP16 -> 3;
            case INT4 -> 4;
        };
    }

    /**
     * How many tokens are decoded one by one, which is what takes the time: each reads all weights of a file once.
     *
     * @param newTokens   greedy tokens after each prompt, at most
     * @param cachedSteps tokens of each sequence that are fed on a cache
     */
    record Effort(int newTokens, int cachedSteps) {

        private static final long LARGE = 50_000_000;

        static Effort of(LlamaConfig config) {
            long parameters = LlamaParameters.of(config).stream()
                    .mapToLong(spec -> spec.elements())
                    .sum();
            return parameters < LARGE ? new Effort(48, 16) : new Effort(24, 8);
        }
    }
}
