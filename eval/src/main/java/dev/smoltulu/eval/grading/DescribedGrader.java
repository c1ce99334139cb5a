package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.eval.task.Grader;
import java.util.Collection;

/** A grader that can say what it does, in the words of lm-evaluation-harness's task files. */
public interface DescribedGrader extends Grader {

    /** The value of {@code metric_list}. */
    JsonArray metricList();

    /** The value of {@code filter_list}; empty where answers are taken as they are. */
    default JsonArray filterList() {
        return new JsonArray();
    }

    /** A metric list of names alone, each a mean of which more is better. */
    static JsonArray means(Collection<String> metrics) {
        JsonArray list = new JsonArray();
        for (String metric : metrics) {
            list.add(mean(metric));
        }
        return list;
    }

    /** A metric that is a mean of which more is better. */
    static JsonObject mean(String metric) {
        JsonObject entry = new JsonObject();
        entry.addProperty("metric", metric);
        entry.addProperty("aggregation", "mean");
        entry.addProperty("higher_is_better", true);
        return entry;
    }
}
