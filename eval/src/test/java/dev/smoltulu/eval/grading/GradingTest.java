package dev.smoltulu.eval.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GradingTest {

    private static final ChoiceGrader CHOICES = new ChoiceGrader(List.of(ChoiceGrader.Metric.values()), " ");

    @Test
    void dividesByCharactersWithoutTheDelimiterAndBytes() {
        // Three characters of nine bytes, six of six, one of four, two of two.
        assertEquals("{acc=1.0, acc_norm=1.0, acc_bytes=1.0}", choices(0, List.of(" 你好吗", " hello!"), -5, -11));
        assertEquals("{acc=0.0, acc_norm=1.0, acc_bytes=0.0}", choices(1, List.of(" 你好吗", " hello!"), -5, -7));
        assertEquals("{acc=1.0, acc_norm=0.0, acc_bytes=1.0}", choices(0, List.of(" 😀", " ab"), -3, -4));
    }

    @Test
    void takesTheFirstOfEqualChoices() {
        assertEquals("{acc=1.0, acc_norm=1.0, acc_bytes=1.0}", choices(0, List.of(" ab", " cd"), -3, -3));
        assertEquals("{acc=0.0, acc_norm=0.0, acc_bytes=0.0}", choices(1, List.of(" ab", " cd"), -3, -3));
    }

    private static String choices(int gold, List<String> continuations, double... sums) {
        TaskPlan.Instance instance = new TaskPlan.Instance(
                0, new JsonObject(), new JsonPrimitive(gold), new Request.Choices("Q:", continuations), 0);
        List<ModelAnswer.LogLikelihood> scored = Arrays.stream(sums)
                .mapToObj(sum -> new ModelAnswer.LogLikelihood(sum, false))
                .toList();
        return CHOICES.grade(instance, new ModelAnswer.LogLikelihoods(scored))
                .get(0)
                .metrics()
                .toString();
    }

    @Test
    void extractsAsTheHarnessDoes() {
        AnswerFilter strict = extract("#### (\\-?[0-9\\.\\,]+)", 0);
        assertEquals("1,000", strict.apply("so\n#### 1,000\n#### 7"));
        assertEquals("-5", strict.apply("#### -5"));
        assertEquals("[invalid]", strict.apply("####5"));
        AnswerFilter flexible = extract("(-?[$0-9.,]{2,})|(-?[0-9]+)", -1);
        assertEquals("7", flexible.apply("it costs $12.50 or 7"));
        assertEquals("$12.50.", flexible.apply("7 or $12.50."));
        assertEquals("18.", flexible.apply("The answer is 18."));
        assertEquals("[invalid]", flexible.apply("I do not know."));
        assertEquals("x", extract("a(b*)(x?)", 1).apply("ab ax a"));
        assertEquals("[invalid]", extract("a(b*)(x?)", -1).apply("ab ax a"));
        assertEquals("", extract("a( *)(x?)", 0).apply("a x"));
        assertEquals("[invalid]", extract("[0-9]", 2).apply("1 2"));
    }

    @Test
    void readsPatternsAsPythonDoes() {
        assertEquals("b", extract("(?P<first>b)a(?P=first)", 0).apply("a bab"));
        assertEquals("٣", extract("\\d\\Z", 0).apply("1 ٣"));
        assertEquals("[invalid]", extract("\\d\\Z", 0).apply("1\n"));
        assertEquals("1", extract("\\d$", 0).apply("1\n"));
        assertEquals("[invalid]", extract("\\d$", 0).apply("1\r"));
    }

    @Test
    void comparesAfterTheTasksDeletions() {
        ExactMatchGrader.Metric gsm8k = new ExactMatchGrader.Metric(
                Stream.of(",", "\\$", "(?s).*#### ", "\\.$")
                        .map(source -> PythonRegex.compile(source))
                        .toList(),
                true,
                false,
                false);
        assertTrue(gsm8k.same("$1,800.", "5 + 5\n#### 9\n#### 1800"));
        assertTrue(!gsm8k.same("18.00", "#### 18"));
        assertTrue(!gsm8k.same("[invalid]", "#### 18"));
        ExactMatchGrader.Metric loose = new ExactMatchGrader.Metric(List.of(), true, true, true);
        assertTrue(loose.same("The answer, 5!", "the ANSWER "));
        assertTrue(!new ExactMatchGrader.Metric(List.of(), false, false, false).same("Yes", "yes"));
    }

    @Test
    void takesTheFirstFinalNumberOnly() {
        assertEquals(1, finalNumber("6 * 3 = 18\n#### 1,8\nQuestion: x\n#### 7", "#### 18"));
        assertEquals(0, finalNumber("#### 18.", "#### 18"));
        assertEquals(0, finalNumber("The answer is 18", "#### 18"));
        assertEquals(0, finalNumber("", "#### 18"));
    }

    private static double finalNumber(String response, String target) {
        return new FinalNumberGrader()
                .grade(generation(target), new ModelAnswer.Text(response))
                .get(0)
                .metrics()
                .get("qem")
                .getAsDouble();
    }

    @Test
    void reportsMeansWithTheSampleStandardError() {
        List<List<Grader.Grade>> grades = Stream.of("#### 1", "#### 2", "#### 1", "none")
                .map(text -> new FinalNumberGrader().grade(generation("#### 1"), new ModelAnswer.Text(text)))
                .toList();
        Score score = new FinalNumberGrader().scores(grades).get(0);
        assertEquals(0.5, score.value());
        // sqrt((4 * 0.25) / 3) / sqrt(4)
        assertEquals(0.28867513459481287, score.standardError().orElseThrow(), 1e-15);
        assertTrue(new FinalNumberGrader()
                .scores(grades.subList(0, 1))
                .get(0)
                .standardError()
                .isEmpty());
    }

    @Test
    void poolsInstructionsAndAveragesForSmolLm() {
        InstructionGrader.Checks checks = (doc, where) -> new InstructionGrader.Checks.OfDocument() {
            @Override
            public List<Boolean> strict(String response) {
                return response.chars().mapToObj(c -> c == 'y').toList();
            }

            @Override
            public List<Boolean> loose(String response) {
                return response.chars().mapToObj(c -> c != 'n').toList();
            }
        };
        InstructionGrader grader = new InstructionGrader(checks, true);
        List<List<Grader.Grade>> grades = Stream.of("yy", "yln", "l")
                .map(text -> grader.grade(generation("0"), new ModelAnswer.Text(text)))
                .toList();
        assertEquals(
                "{prompt_level_strict_acc=0.0, inst_level_strict_acc=[true,false,false], "
                        + "prompt_level_loose_acc=0.0, inst_level_loose_acc=[true,true,false]}",
                grades.get(1).get(0).metrics().toString());
        List<Score> scores = grader.scores(grades);
        assertEquals(
                List.of(
                        "prompt_level_strict_acc",
                        "inst_level_strict_acc",
                        "prompt_level_loose_acc",
                        "inst_level_loose_acc",
                        "average_strict_acc"),
                scores.stream().map(Score::metric).toList());
        assertEquals(
                List.of(1 / 3.0, 3 / 6.0, 2 / 3.0, 5 / 6.0, (1 / 3.0 + 0.5) / 2),
                scores.stream().map(Score::value).toList());
        assertTrue(scores.get(0).standardError().isPresent()
                && scores.get(1).standardError().isEmpty());
        assertEquals(4, new InstructionGrader(checks, false).scores(grades).size());
    }

    private static TaskPlan.Instance generation(String target) {
        return new TaskPlan.Instance(
                0, new JsonObject(), new JsonPrimitive(target), new Request.Generation("Q:", List.of(), 8), 0);
    }

    private static AnswerFilter extract(String pattern, int select) {
        return new AnswerFilter.Extract(PythonRegex.compile(pattern), select, "[invalid]");
    }
}
