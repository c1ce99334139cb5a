/** The verifiers themselves. Start with {@link dev.smoltulu.verifiers.builtin.Verifiers}, which knows them by name. */
package dev.smoltulu.verifiers.builtin;
