/**
 * The 25 constraints of Tulu 3's instruction-following set, as open-instruct judges them. Start with
 * {@link dev.smoltulu.verifiers.constraint.Constraint}, the table of all of them.
 */
package dev.smoltulu.verifiers.constraint;
