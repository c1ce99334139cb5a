package dev.smoltulu.eval.task;

import java.util.List;

/** How a task turns answers into numbers. */
public interface Grader {

    /** The worth of one answer: a grade for each filter of the task, in its order. */
    List<Grade> grade(Instance instance, ModelAnswer answer);

    /**
     * The numbers of the whole task.
     *
     * @param grades what {@link #grade} gave for each document
     */
    List<Score> scores(List<List<Grade>> grades);
}
