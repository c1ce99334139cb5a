/** Which language a text is in. */
package dev.smoltulu.verifiers.ifeval.language;
