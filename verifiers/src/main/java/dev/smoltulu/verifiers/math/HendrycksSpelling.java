package dev.smoltulu.verifiers.math;

import dev.smoltulu.verifiers.Rules;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One spelling for answers, as those of MATH are compared (Hendrycks et al. 2021): without spaces, sizes, units,
 * percent signs and degrees, with braces around the arguments of fractions and roots, a/b as a fraction.
 *
 * <p>Where a step cannot be done (two units, a fraction or root with nothing after it, a slash between what are no
 * whole numbers), published, there is no spelling, and both answers are compared unchanged; corrected, the step is
 * left out.
 */
final class HendrycksSpelling {

    private static final String FRAC = "\\frac";
    private static final String SQRT = "\\sqrt";
    private static final String UNIT = "\\text{ ";
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,4300}");
    private static final Pattern PLAIN_FRACTION = Pattern.compile("(-?[1-9]\\d*|0)/(-?[1-9]\\d*|0)");

    private final boolean strict;

    private HendrycksSpelling(Rules rules) {
        this.strict = rules == Rules.PUBLISHED;
    }

    /** Whether both answers have the same spelling. */
    static boolean same(String left, String right, Rules rules) {
        HendrycksSpelling spelling = new HendrycksSpelling(rules);
        Optional<String> first = spelling.of(left);
        Optional<String> second = spelling.of(right);
        return first.isPresent() && second.isPresent() ? first.equals(second) : left.equals(right);
    }

    private Optional<String> of(String answer) {
        String bare = answer.replace("\n", "")
                .replace("\\!", "")
                .replace("\\\\", "\\")
                .replace("tfrac", "frac")
                .replace("dfrac", "frac")
                .replace("\\left", "")
                .replace("\\right", "")
                .replace("^{\\circ}", "")
                .replace("^\\circ", "")
                .replace("\\$", "");
        return withoutUnit(bare).flatMap(this::spelled);
    }

    private Optional<String> spelled(String bare) {
        String text = bare.replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
        if (text.isEmpty()) {
            return Optional.of(text);
        }
        text = withoutName(text.startsWith(".") ? "0" + text : text);
        Optional<String> braced =
                roots(text).map(roots -> roots.replace(" ", "")).flatMap(this::fractions);
        return braced.map(fraction -> fraction.equals("0.5") ? "\\frac{1}{2}" : fraction)
                .flatMap(this::slash);
    }

    /** The step failed. */
    private Optional<String> impossible(String text) {
        return strict ? Optional.empty() : Optional.of(text);
    }

    private Optional<String> withoutUnit(String text) {
        int unit = text.indexOf(UNIT);
        if (unit < 0) {
            return Optional.of(text);
        }
        boolean more = text.indexOf(UNIT, unit + UNIT.length()) >= 0;
        return more ? impossible(text) : Optional.of(text.substring(0, unit));
    }

    /** Without a short name and an equals sign before the value: "x=". */
    private static String withoutName(String text) {
        int equals = text.indexOf('=');
        return equals >= 0 && equals <= 2 && text.indexOf('=', equals + 1) < 0 ? text.substring(equals + 1) : text;
    }

    private Optional<String> roots(String text) {
        String[] parts = text.split(Pattern.quote(SQRT), -1);
        StringBuilder braced = new StringBuilder(parts[0]);
        for (String part : List.of(parts).subList(1, parts.length)) {
            if (part.isEmpty()) {
                return impossible(text);
            }
            int first = part.offsetByCodePoints(0, 1);
            braced.append(SQRT)
                    .append(part.startsWith("{") ? part : "{" + part.substring(0, first) + "}" + part.substring(first));
        }
        return Optional.of(braced.toString());
    }

    private Optional<String> fractions(String text) {
        String[] parts = text.split(Pattern.quote(FRAC), -1);
        StringBuilder braced = new StringBuilder(parts[0]);
        for (String part : List.of(parts).subList(1, parts.length)) {
            if (part.isEmpty()) {
                return impossible(text);
            }
            braced.append(FRAC);
            if (part.startsWith("{")) {
                braced.append(part);
                continue;
            }
            if (part.codePointCount(0, part.length()) < 2) {
                return Optional.of(text);
            }
            int first = part.offsetByCodePoints(0, 1);
            int second = part.offsetByCodePoints(first, 1);
            braced.append('{').append(part, 0, first).append('}');
            braced.append(
                    part.charAt(first) == '{'
                            ? part.substring(first)
                            : "{" + part.substring(first, second) + "}" + part.substring(second));
        }
        return Optional.of(braced.toString());
    }

    private Optional<String> slash(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.indexOf('/', slash + 1) >= 0) {
            return Optional.of(text);
        }
        Matcher fraction = PLAIN_FRACTION.matcher(text);
        if (fraction.matches()) {
            return Optional.of("\\frac{" + fraction.group(1) + "}{" + fraction.group(2) + "}");
        }
        boolean whole = WHOLE.matcher(text.substring(0, slash)).matches()
                && WHOLE.matcher(text.substring(slash + 1)).matches();
        return whole ? Optional.of(text) : impossible(text);
    }
}
