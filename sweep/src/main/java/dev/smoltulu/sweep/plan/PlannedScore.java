package dev.smoltulu.sweep.plan;

import dev.smoltulu.sweep.results.StudyTask;

/** A number that every cell is judged by, and where it is found. */
public record PlannedScore(StudyTask task, ScoreSource source) {}
