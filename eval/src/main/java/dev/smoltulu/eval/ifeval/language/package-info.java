/** Which language a text is in. */
package dev.smoltulu.eval.ifeval.language;
