package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.OnnxFile.Place;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderBlocks;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A decoder with its weights as an ONNX file for any ONNX Runtime. */
public final class DecoderFile {

    /** Key of the {@link GraphStyle} in a file's metadata_props. */
    public static final String STYLE_KEY = "smoltulu.style";

    /** Key of the {@link Precision} in a file's metadata_props. */
    public static final String PRECISION_KEY = "smoltulu.precision";

    private final Path file;
    private final Map<String, Place> places;

    private DecoderFile(Path file, Map<String, Place> places) {
        this.file = file;
        this.places = places;
    }

    /**
     * The contents of a file.
     *
     * @param symmetric whether blocks of int4 weights go without a zero point
     * @param metadata  added to the model's metadata_props, which also name style and precision
     */
    public record Spec(
            LlamaConfig config,
            GraphStyle style,
            Precision precision,
            boolean symmetric,
            Map<String, String> metadata) {

        /** The same weights under another graph. */
        public Spec withStyle(GraphStyle other) {
            return new Spec(config, other, precision, symmetric, metadata);
        }
    }

    /**
     * Writes a model; each file appears whole.
     *
     * @param externalData whether the weights go into files of their own even where one file could hold all
     * @throws dev.smoltulu.base.UserError when the checkpoint is broken or not one of the configuration, or a file
     *         cannot be written
     */
    public static DecoderFile write(Path file, Spec spec, ModelWeights checkpoint, boolean externalData) {
        checkpoint.checkAgainst(LlamaParameters.of(spec.config()));
        Model model = model(spec);
        OnnxFile output = new OnnxFile(file, parts(model, spec), model.graph().weights());
        return new DecoderFile(
                file,
                externalData || !output.fitsOneFile()
                        ? output.writeExternal(checkpoint, model.contents())
                        : output.writeInline(checkpoint, model.contents()));
    }

    /**
     * Writes another graph that refers to the weights of this file.
     *
     * @param other in this file's folder or above it
     * @param spec  this file's, in another style
     */
    public void writeSharing(Path other, Spec spec) {
        Model model = model(spec);
        Path folder = other.toAbsolutePath()
                .getParent()
                .relativize(file.toAbsolutePath().getParent());
        Map<String, Place> shared = new LinkedHashMap<>();
        // ONNX separates folders by slashes everywhere.
        places.forEach((name, place) -> shared.put(
                name, new Place(folder.resolve(place.fileName()).toString().replace('\\', '/'), place.offset())));
        new OnnxFile(other, parts(model, spec), model.graph().weights()).writeShared(shared);
    }

    /** The file itself. */
    public Path file() {
        return file;
    }

    /** Names of the files that hold the weights: the file itself where they are in it. */
    public List<String> dataFiles() {
        return places.values().stream().map(Place::fileName).distinct().toList();
    }

    /** The graph of a model, and the contents of its weights. */
    record Model(Graph graph, List<WeightTable.Contents> contents) {}

    /** A decoder with a cache: tokens in, the logits of every position out, as {@link DecoderSignature} names them. */
    static Model model(Spec spec) {
        Graph graph = new Graph("decoder");
        Operators ops = new Operators(graph);
        LlamaConfig config = spec.config();
        DataType type = spec.precision().activations();
        DecoderSignature signature = new DecoderSignature(ops, config, type);
        DecoderBlocks blocks = switch (spec.style()) {
            case PORTABLE -> new PortableBlocks(ops, config, signature, type);
            case FUSED -> new FusedBlocks(ops, config, signature, type, spec.precision() == Precision.INT8);
        };
        ExportedWeights weights = ExportedWeights.of(ops, spec);
        LlamaDecoder decoder = new LlamaDecoder(graph, config, signature.ids(), weights, blocks);
        Value normed = decoder.normedStates();
        signature.complete(graph.scoped("head", () -> ops.cast(decoder.logits(normed), DataType.FLOAT)));
        return new Model(graph, weights.contents());
    }

    private static OnnxModel.Parts parts(Model model, Spec spec) {
        Map<String, String> metadata = new LinkedHashMap<>(spec.metadata());
        metadata.put(STYLE_KEY, spec.style().word());
        metadata.put(PRECISION_KEY, spec.precision().word());
        return OnnxModel.parts(model.graph(), metadata);
    }
}
