package dev.smoltulu.eval.answers;

import dev.smoltulu.eval.task.ModelAnswer;
import java.util.List;

/**
 * The answers to all that a task asks.
 *
 * @param answers     one an instance, in the plan's order
 * @param truncated   instances of which a prompt was too long for the model and lost tokens at its beginning
 * @param firstPrompt token ids of the first instance's context, as the model read it
 */
public record TaskAnswers(List<ModelAnswer> answers, int truncated, int[] firstPrompt) {}
