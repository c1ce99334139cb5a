/**
 * How much of its device's memory a run will take, and what to change where that is too much. Begin with
 * {@link dev.smoltulu.trainer.memory.RunMemory}.
 */
package dev.smoltulu.trainer.memory;
