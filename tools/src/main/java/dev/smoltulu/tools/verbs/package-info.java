/**
 * The verbs, a class each: flags in, one call of another module, text out. Start with
 * {@link dev.smoltulu.tools.verbs.VerbEntry}, which lists them.
 */
package dev.smoltulu.tools.verbs;
