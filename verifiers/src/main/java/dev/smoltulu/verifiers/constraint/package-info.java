/** The 25 constraints of Tulu 3's set of instructions to follow, one a row, as open-instruct judges them. */
package dev.smoltulu.verifiers.constraint;
