package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Grade-school arithmetic: the last number of the response is the answer. Commas between digits are left out first; a
 * response without a number is compared as a whole.
 *
 * <p>{@link Rules#PUBLISHED} is open-instruct's {@code verify_gsm8k_sample}: whole numbers lose their sign, and numbers
 * are compared as texts, so that "5.0" is not 5 and "-5" is. {@link Rules#CORRECTED}: signs count, and numbers are
 * compared by value.
 */
final class Gsm8kVerifier implements Verifier {

    static final String NAME = "gsm8k";

    private static final PythonRegex COMMA = PythonRegex.compile("(\\d),(\\d)");
    private static final PythonRegex PUBLISHED = PythonRegex.compile("[-+]?\\d*\\.\\d+|\\d+");
    /** What follows a word, a number or a bracket directly is a dash or an operator, not a sign. */
    private static final PythonRegex CORRECTED =
            PythonRegex.compile("(?:(?<![\\w.)\\]}])[-+])?\\$?(?:\\d*\\.\\d+|\\d+)");

    private static final PythonRegex PARTS = PythonRegex.compile("([-+]?)\\$?(\\d*)(?:\\.(\\d+))?");

    private final Rules rules;

    Gsm8kVerifier(Rules rules) {
        this.rules = rules;
    }

    @Override
    public Verdict verify(Response response) {
        String text = withoutCommas(response.answer(rules));
        String truth = GroundTruth.text(response.groundTruth());
        return Verdict.of(
                switch (rules) {
                    case PUBLISHED -> PythonText.lower(last(PUBLISHED, text)).equals(PythonText.lower(truth));
                    case CORRECTED ->
                        value(last(CORRECTED, text))
                                .equals(value(last(CORRECTED, withoutCommas(PythonText.strip(truth)))));
                });
    }

    @Override
    public void check(JsonElement groundTruth) {
        GroundTruth.text(groundTruth);
    }

    /** The last match, or all of {@code text} where there is none. */
    private static String last(PythonRegex number, String text) {
        List<String> numbers = number.findAll(text);
        return numbers.isEmpty() ? text : numbers.get(numbers.size() - 1);
    }

    private static String withoutCommas(String text) {
        return COMMA.replaceAll(text, "$1$2");
    }

    /** One spelling for all numbers of a value; other texts in lower case. Linear in length, unlike BigDecimal. */
    private static String value(String number) {
        Matcher parts = PARTS.matcher(number);
        if (!parts.matches()) {
            return PythonText.lower(number);
        }
        String whole = PythonText.stripLeading(parts.group(2), '0');
        String fraction = parts.group(3) == null ? "" : PythonText.stripTrailing(parts.group(3), '0');
        boolean zero = whole.isEmpty() && fraction.isEmpty();
        return (parts.group(1).equals("-") && !zero ? "-" : "") + whole + "." + fraction;
    }
}
