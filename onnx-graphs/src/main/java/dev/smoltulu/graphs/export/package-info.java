/** Models for other people's runtimes: a decoder with its weights in one ONNX file, named as Optimum names things. */
package dev.smoltulu.graphs.export;
