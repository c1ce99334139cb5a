/** Text from a model: a cache on the device, many sequences in one batch, sampling. */
package dev.smoltulu.runtime.generation;
