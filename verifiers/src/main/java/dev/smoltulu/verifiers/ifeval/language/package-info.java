/** The language of a text, as langdetect detects it: {@link dev.smoltulu.verifiers.ifeval.language.LanguageDetector}. */
package dev.smoltulu.verifiers.ifeval.language;
