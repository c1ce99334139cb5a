package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * lighteval's {@code qem} for GSM8K: the number after the first {@code ####} of the answer is, commas apart, the text
 * of the number after the first {@code ####} of the target. An answer without such a number is wrong.
 */
public final class FinalNumberGrader implements DescribedGrader {

    /** lighteval's name. */
    public static final String KEY = "qem";

    private static final Pattern NUMBER = Pattern.compile("#### (-?[0-9.,]+)");

    @Override
    public List<Grader.Grade> grade(TaskPlan.Instance instance, ModelAnswer answer) {
        String text = ((ModelAnswer.Text) answer).text();
        String number = number(text);
        boolean right =
                !text.isEmpty() && number.equals(number(instance.target().getAsString()));
        return List.of(new Grader.Grade(
                Grader.Grade.NO_FILTER,
                List.of(new JsonPrimitive(number)),
                Map.of(KEY, new JsonPrimitive(right ? 1.0 : 0.0))));
    }

    private static String number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.find() ? matcher.group(1).replace(",", "") : AnswerFilter.Extract.INVALID;
    }

    @Override
    public JsonArray metricList() {
        return DescribedGrader.means(List.of(KEY));
    }

    @Override
    public List<Score> scores(List<List<Grader.Grade>> grades) {
        return Means.scores(grades);
    }
}
