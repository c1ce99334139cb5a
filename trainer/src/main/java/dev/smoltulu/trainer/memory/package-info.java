/** What a run will take of its device's memory, and what to change where that is too much. */
package dev.smoltulu.trainer.memory;
