/** How the two evaluation harnesses of the field make prompts of documents: drawing of examples, joining, order. */
package dev.smoltulu.eval.harness;
