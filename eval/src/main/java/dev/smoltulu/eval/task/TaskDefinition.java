package dev.smoltulu.eval.task;
public interface TaskDefinition { String name(); TaskPlan plan(PromptSettings settings, TaskSources sources); }
