package dev.smoltulu.eval.task;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;

/** How a task turns answers into numbers. */
public interface Grader {

    /** The worth of one answer: a grade for each filter of the task, in its order. */
    List<Grade> grade(TaskPlan.Instance instance, ModelAnswer answer);

    /**
     * The numbers of the whole task.
     *
     * @param grades what {@link #grade} gave for each document
     */
    List<Score> scores(List<List<Grade>> grades);

    /**
     * What one answer is worth, under one filter of its task.
     *
     * @param filter   its name; {@code none} where answers are taken as they are
     * @param filtered the answers after the filter, as the sample files show them
     * @param metrics  by name, in the task's order: a number, or what the metric pools over documents (a list of booleans)
     */
    record Grade(String filter, List<JsonElement> filtered, Map<String, JsonElement> metrics) {

        /** The filter of tasks that take answers as they are. */
        public static final String NO_FILTER = "none";
    }
}
