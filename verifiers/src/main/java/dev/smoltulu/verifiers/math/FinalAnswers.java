package dev.smoltulu.verifiers.math;

import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a response its final answer may be: in the last box and in Minerva's sentence; if in neither, between the
 * last two dollars; if there are none, all of it is the answer.
 *
 * <p>Published, a box written with a space ("\boxed 5$") counts before any with braces, and {@code \fbox} never does.
 * Corrected, the last box of any kind counts.
 */
final class FinalAnswers {

    /** Longer answers equal no ground truth. */
    private static final int MAX_LENGTH = 10_000;

    private static final String BOXED = "\\boxed";
    private static final String SPACED = "\\boxed ";
    private static final String FBOX = "\\fbox";
    private static final String SENTENCE = "Final Answer: The final answer is";
    private static final String SENTENCE_END = " I hope it is correct";

    private FinalAnswers() {}

    /** The answers, the most likely first; none longer than {@value #MAX_LENGTH} characters. */
    static List<String> in(String response, Rules rules) {
        List<String> answers = new ArrayList<>();
        boxed(response, rules).ifPresent(answers::add);
        sentence(response).map(FinalAnswers::spelled).ifPresent(answers::add);
        if (answers.isEmpty()) {
            answers.add(spelled(betweenDollars(response).orElse(response)));
        }
        answers.removeIf(answer -> answer.length() > MAX_LENGTH);
        return answers;
    }

    private static String spelled(String answer) {
        return answer.length() > MAX_LENGTH ? answer : MinervaSpelling.of(answer);
    }

    private static Optional<String> boxed(String text, Rules rules) {
        int spaced = text.lastIndexOf(SPACED);
        int last = text.lastIndexOf(BOXED);
        if (spaced >= 0 && (rules == Rules.PUBLISHED || spaced == last)) {
            int start = spaced + SPACED.length();
            int dollar = text.indexOf('$', start);
            return Optional.of(text.substring(start, dollar < 0 ? text.length() : dollar));
        }
        if (rules == Rules.CORRECTED && text.lastIndexOf(FBOX) > last) {
            return group(text, text.lastIndexOf(FBOX) + FBOX.length());
        }
        return last < 0 ? Optional.empty() : group(text, last + BOXED.length());
    }

    /** The text between the brace at {@code start} and the one that closes it. */
    private static Optional<String> group(String text, int start) {
        if (start == text.length() || text.charAt(start) != '{') {
            return Optional.empty();
        }
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return Optional.of(text.substring(start + 1, i));
            }
        }
        return Optional.empty();
    }

    /** The first sentence of that form on one line; any one character is taken for each of its points. */
    private static Optional<String> sentence(String text) {
        int at = text.indexOf(SENTENCE);
        while (at >= 0) {
            int start = at + SENTENCE.length();
            int newline = text.indexOf('\n', start);
            int line = newline < 0 ? text.length() : newline;
            int end = text.indexOf(SENTENCE_END, start + 1);
            int after = end + SENTENCE_END.length();
            if (end >= 0 && (after < line || after == text.length())) {
                return Optional.of(PythonText.strip(text.substring(start, end - 1)));
            }
            at = text.indexOf(SENTENCE, line);
        }
        return Optional.empty();
    }

    private static Optional<String> betweenDollars(String text) {
        int last = text.lastIndexOf('$');
        int before = last <= 0 ? -1 : text.lastIndexOf('$', last - 1);
        return before < 0 ? Optional.empty() : Optional.of(text.substring(before + 1, last));
    }
}
