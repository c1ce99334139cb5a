/**
 * The files of ONNX Runtime's on-device training.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.artifacts.TrainingGraphs}, which joins decoder, objective and gradients to
 * the training and evaluation graphs. {@link dev.smoltulu.graphs.artifacts.TrainingArtifacts} writes them with the
 * optimizer's graph and the checkpoint, whose format is in {@link dev.smoltulu.graphs.artifacts.CheckpointFile} and
 * {@link dev.smoltulu.graphs.artifacts.CheckpointReader}.
 */
package dev.smoltulu.graphs.artifacts;
