/**
 * Training sessions: forward and backward passes, gradient accumulation, optimizer updates. Begin with the interface
 * {@link dev.smoltulu.runtime.training.TrainingSession}.
 * {@link dev.smoltulu.runtime.training.BoundTrainingSession} runs the training graphs in plain sessions over our own
 * tensors; {@link dev.smoltulu.runtime.training.OrtTrainingSession} runs the same artifacts with ONNX Runtime's
 * on-device training API.
 * {@link dev.smoltulu.runtime.training.EvaluationSession} is the forward pass alone.
 */
package dev.smoltulu.runtime.training;
