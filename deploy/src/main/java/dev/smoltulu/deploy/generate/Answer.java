package dev.smoltulu.deploy.generate;

import dev.smoltulu.runtime.generation.Completion;

/**
 * What a model answered.
 *
 * @param prompt     token ids it was given
 * @param completion token ids it gave, a stop token or a stop string's tokens included
 * @param text       the answer's text, without special tokens and cut before a stop string
 */
public record Answer(int[] prompt, Completion completion, String text) {}
