/** Sentences and words as NLTK finds them. */
package dev.smoltulu.eval.ifeval.sentence;
