/** Sentences and words as NLTK finds them. */
package dev.smoltulu.verifiers.ifeval.sentence;
