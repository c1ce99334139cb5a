package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model as one ONNX file that any ONNX Runtime serves.
 *
 * @param file the model
 * @param data files beside it that hold its weights, none where they are in the model itself
 */
public record DecoderFile(Path file, List<Path> data) {

    /** The file format's version that came with opset 18. */
    private static final int IR_VERSION = 8;

    public DecoderFile {
        data = List.copyOf(data);
    }

    /**
     * How a file is made.
     *
     * @param symmetric    whether blocks of int4 weights go without a zero point
     * @param externalData whether to put the weights into files of their own even where one file could hold all
     * @param metadata     the model's metadata_props
     */
    public record Options(GraphStyle style, Precision precision, boolean symmetric, boolean externalData,
            Map<String, String> metadata) {
    }

    /**
     * Writes a model; each file appears whole.
     *
     * @throws dev.smoltulu.UserError when the checkpoint is broken or not one of {@code config}, or a file cannot be
     *         written
     */
    public static DecoderFile write(Path file, LlamaConfig config, ModelWeights checkpoint, Options options) {
        checkpoint.checkAgainst(LlamaParameters.of(config));
        DecoderModel.Built model = DecoderModel.of(config, options.style(), options.precision(), options.symmetric());
        OnnxFile output = new OnnxFile(file, OnnxModel.parts(model.graph(), IR_VERSION, options.metadata()),
                model.graph().weights());
        if (options.externalData() || !output.fitsOneFile()) {
            return new DecoderFile(file, output.writeExternal(checkpoint, model.contents()));
        }
        output.writeInline(checkpoint, model.contents());
        return new DecoderFile(file, List.of());
    }
}
