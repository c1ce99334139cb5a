/** A conversation in the terminal: {@link dev.smoltulu.tools.generate.Conversation}. */
package dev.smoltulu.tools.generate;
