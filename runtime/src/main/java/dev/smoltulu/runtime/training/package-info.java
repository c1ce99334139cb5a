/** Training sessions: the same artifacts run by our own bindings or by ONNX Runtime's training interface. */
package dev.smoltulu.runtime.training;
