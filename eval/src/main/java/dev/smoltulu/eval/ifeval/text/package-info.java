/** Texts, regular expressions and JSON with the meaning that Python gives them. */
package dev.smoltulu.eval.ifeval.text;
