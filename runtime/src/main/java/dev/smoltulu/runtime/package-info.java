/**
 * ONNX Runtime and the memory it works on: the only module that calls native code. Begin with
 * {@link dev.smoltulu.runtime.ModelSession}, a graph with its inputs and outputs bound to
 * {@link dev.smoltulu.runtime.Tensor}s on a {@link dev.smoltulu.runtime.Device}; a
 * {@link dev.smoltulu.runtime.HostTensor} is an input as a Java array.
 *
 * <p>Everything that owns native memory is {@link java.lang.AutoCloseable} and opens its parts with
 * {@link dev.smoltulu.base.OwnedResources}, so that nothing is lost when opening fails halfway. Weights are
 * {@link dev.smoltulu.runtime.ModelParameters} that any number of sessions share.
 *
 * <p>The packages below use this one: {@code batch} packs token sequences into inputs, {@code training} trains,
 * {@code generation} generates and {@code scoring} scores. {@code cuda} finds and loads NVIDIA's libraries.
 */
package dev.smoltulu.runtime;
