/**
 * The command line. {@link dev.smoltulu.tools.Main} finds the verb and runs it; the verbs are in {@code verbs}, a
 * thin class each, and what they share is in {@code cli}.
 */
package dev.smoltulu.tools;
