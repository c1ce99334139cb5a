package dev.smoltulu.verifiers.ifeval;

/** The rule that one instruction sets for a response. */
@FunctionalInterface
interface Check {

    /** Whether {@code response}, which is not blank, keeps the rule. */
    boolean passes(String response);
}
