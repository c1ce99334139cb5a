/**
 * Whether a response is right: {@link dev.smoltulu.verifiers.Verifier} turns a
 * {@link dev.smoltulu.verifiers.Response} into a {@link dev.smoltulu.verifiers.Verdict}. The verifiers that the program
 * brings are in {@code builtin}; what they check is in {@code math}, {@code constraint} and {@code ifeval}.
 */
package dev.smoltulu.verifiers;
