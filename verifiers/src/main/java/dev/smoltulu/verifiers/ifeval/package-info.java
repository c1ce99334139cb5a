/**
 * IFEval's instructions, as lm-evaluation-harness checks them. Start with
 * {@link dev.smoltulu.verifiers.ifeval.InstructionType}, the table of all of them;
 * {@link dev.smoltulu.verifiers.ifeval.IfevalChecker} reads a row and gives the verdicts.
 */
package dev.smoltulu.verifiers.ifeval;
