/**
 * From a task's requests to a model's answers: requests become tokens, many are computed at once, and every answer is
 * appended to a log on disk, from which an interrupted evaluation resumes. Start with
 * {@link dev.smoltulu.eval.answers.TaskQuestions}.
 */
package dev.smoltulu.eval.answers;
