/** ONNX Runtime, owned: environment, devices, tensors and sessions. No other room touches native code. */
package dev.smoltulu.runtime;
