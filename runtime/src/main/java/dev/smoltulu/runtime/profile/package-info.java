/** Where the time of sessions goes: ONNX Runtime's profiler, summed. */
package dev.smoltulu.runtime.profile;
