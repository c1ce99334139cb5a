/**
 * Two evaluations side by side: {@link dev.smoltulu.eval.compare.Comparison} refuses those that asked different
 * things.
 */
package dev.smoltulu.eval.compare;
