/**
 * Sentences and words as NLTK finds them: {@link dev.smoltulu.verifiers.ifeval.sentence.PunktSentences} and
 * {@link dev.smoltulu.verifiers.ifeval.sentence.WordTokenizer}.
 */
package dev.smoltulu.verifiers.ifeval.sentence;
