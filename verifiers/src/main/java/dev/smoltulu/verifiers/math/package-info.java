/** Whether an answer in LaTeX is another's equal: as a text once both are spelled alike, or as mathematics. */
package dev.smoltulu.verifiers.math;
