/**
 * NVIDIA's driver and libraries on this machine: found, reported when missing, and loaded. Begin with
 * {@link dev.smoltulu.runtime.cuda.CudaDevice}, an opened GPU: its memory and the stream that all work goes through.
 */
package dev.smoltulu.runtime.cuda;
