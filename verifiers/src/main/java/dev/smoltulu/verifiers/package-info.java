/** Whether a response is right: verifiers, each in a file of its own, found by name. */
package dev.smoltulu.verifiers;
