/** NVIDIA's driver and libraries on this machine: found, named when missing, and loaded. */
package dev.smoltulu.runtime.cuda;
