/** From token sequences to what one forward pass is fed: groups under a token budget, packing. */
package dev.smoltulu.runtime.batch;
