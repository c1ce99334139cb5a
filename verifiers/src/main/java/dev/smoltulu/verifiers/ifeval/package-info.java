/** IFEval: what instructions ask, checked by rules. */
package dev.smoltulu.verifiers.ifeval;
