/**
 * Decoders for other runtimes: one ONNX file with its weights, inputs and outputs named as Optimum names them.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.export.DecoderFile}. It builds
 * {@link dev.smoltulu.graphs.llama.LlamaDecoder} from the operators of a {@link dev.smoltulu.graphs.export.GraphStyle}
 * ({@code PortableBlocks}, {@code FusedBlocks}) and weights of a {@link dev.smoltulu.graphs.export.Precision}
 * ({@code ExportedWeights} with a matrix format). {@code OnnxFile} writes the weights one by one.
 */
package dev.smoltulu.graphs.export;
