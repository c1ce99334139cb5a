/**
 * Whether two answers in LaTeX are equal: by spelling, by numbers, by proof. Start with
 * {@link dev.smoltulu.verifiers.math.MathAnswers}.
 */
package dev.smoltulu.verifiers.math;
