/**
 * The Llama decoder.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.llama.LlamaDecoder}: embedding, layers, final norm and head, from top to
 * bottom. {@link dev.smoltulu.graphs.llama.DecoderWeights} and {@link dev.smoltulu.graphs.llama.DecoderBlocks} are the
 * two choices that it leaves to a style of graph; here are those of graphs for training, scoring and generation, which
 * work on {@linkplain dev.smoltulu.graphs.llama.TokenInputs packed tokens}: {@link
 * dev.smoltulu.graphs.llama.ModelValues} and {@link dev.smoltulu.graphs.llama.PackedBlocks} with
 * {@code CausalAttention}. {@link dev.smoltulu.graphs.llama.LlamaParameters} lists the parameters.
 */
package dev.smoltulu.graphs.llama;
