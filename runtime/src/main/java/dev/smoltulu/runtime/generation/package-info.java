/**
 * Text generation: a KV cache on the device, continuous batching, sampling. Begin with
 * {@link dev.smoltulu.runtime.generation.GenerationEngine}, which turns
 * {@link dev.smoltulu.runtime.generation.GenerationRequest}s into
 * {@link dev.smoltulu.runtime.generation.Completion}s. {@link dev.smoltulu.runtime.generation.ExportedModel} runs an
 * exported ONNX file with its own cache instead.
 */
package dev.smoltulu.runtime.generation;
