package dev.smoltulu.eval.grading;

import com.google.gson.JsonElement;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.Score;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Means over documents with their standard error: sample standard deviation / sqrt(documents). */
final class Means {

    private Means() {}

    /** The means of all metrics, filter after filter; every metric is a number, and more of it is better. */
    static List<Score> scores(List<List<Grader.Grade>> grades) {
        if (grades.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, grades.get(0).size())
                .boxed()
                .flatMap(filter -> {
                    List<Grader.Grade> filtered =
                            grades.stream().map(grade -> grade.get(filter)).toList();
                    return filtered.get(0).metrics().keySet().stream().map(metric -> score(metric, filtered));
                })
                .toList();
    }

    /** The mean of one metric under one filter. */
    static Score score(String metric, List<Grader.Grade> grades) {
        double[] values = grades.stream()
                .map(grade -> grade.metrics().get(metric))
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
        return new Score(metric, grades.get(0).filter(), mean(values), standardError(values), true);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Missing for one value. */
    private static OptionalDouble standardError(double[] values) {
        if (values.length < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return OptionalDouble.of(Math.sqrt(squares / (values.length - 1)) / Math.sqrt(values.length));
    }
}
