/**
 * Generation: {@link dev.smoltulu.graphs.decode.DecodeGraph} is the decoder with a cache of keys and values,
 * {@link dev.smoltulu.graphs.decode.NextTokenGraph} chooses each row's next token from its logits.
 */
package dev.smoltulu.graphs.decode;
