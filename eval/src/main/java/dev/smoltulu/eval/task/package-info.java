/**
 * Tasks as data: {@link dev.smoltulu.eval.task.TaskPlan} holds a task's documents with a
 * {@link dev.smoltulu.eval.task.Request} each, {@link dev.smoltulu.eval.task.ModelAnswer} what the model answers, and
 * {@link dev.smoltulu.eval.task.Grader} turns answers into scores.
 */
package dev.smoltulu.eval.task;
