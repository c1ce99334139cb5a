/**
 * Exports a model folder to ONNX models that other runtimes serve, and verifies them against the trained model. Begin with
 * {@link dev.smoltulu.deploy.export.ExportRun} and {@link dev.smoltulu.deploy.export.VerifyRun}.
 */
package dev.smoltulu.deploy.export;
