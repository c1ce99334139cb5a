package dev.smoltulu.verifiers.math;

import dev.smoltulu.base.python.PythonRegex;
import java.util.List;

/**
 * One spelling for final answers, as Minerva normalises them (Lewkowycz et al. 2022, appendix D): what follows the last
 * equals sign, without articles, units, spaces and mark-up, with braces around the arguments of fractions and roots.
 */
final class MinervaSpelling {

    private record Rule(String from, String to) {}

    private record Pattern(PythonRegex from, String to) {

        static Pattern of(String from, String to) {
            return new Pattern(PythonRegex.compile(from), to);
        }
    }

    /** In this order. */
    private static final List<Rule> REPLACED = List.of(
            new Rule("an ", ""),
            new Rule("a ", ""),
            new Rule(".$", "$"),
            new Rule("\\$", ""),
            new Rule("\\ ", ""),
            new Rule(" ", ""),
            new Rule("mbox", "text"),
            new Rule(",\\text{and}", ","),
            new Rule("\\text{and}", ","),
            new Rule("\\text{m}", "\\text{}"));
    /** In this order, after the above, so without spaces. */
    private static final List<String> REMOVED = List.of(
            "square",
            "ways",
            "integers",
            "dollars",
            "mph",
            "inches",
            "ft",
            "hours",
            "km",
            "units",
            "\\ldots",
            "sue",
            "points",
            "feet",
            "minutes",
            "digits",
            "cents",
            "degrees",
            "cm",
            "gm",
            "pounds",
            "meters",
            "meals",
            "edges",
            "students",
            "childrentickets",
            "multiples",
            "\\text{s}",
            "\\text{.}",
            "\\text{\ns}",
            "\\text{}^2",
            "\\text{}^3",
            "\\text{\n}",
            "\\text{}",
            "\\mathrm{th}",
            "^\\circ",
            "^{\\circ}",
            "\\;",
            ",\\!",
            "{,}",
            "\"",
            "\\dots");
    /** The text between dollars or in a box, then fractions and roots without braces. */
    private static final List<Pattern> PATTERNS = List.of(
            Pattern.of("(.*?)(\\$)(.*?)(\\$)(.*)", "\\$$3\\$"),
            Pattern.of("(\\\\text\\{)(.*?)(\\})", "$2"),
            Pattern.of("(\\\\textbf\\{)(.*?)(\\})", "$2"),
            Pattern.of("(\\\\overline\\{)(.*?)(\\})", "$2"),
            Pattern.of("(\\\\boxed\\{)(.*)(\\})", "$2"),
            Pattern.of("(frac)([^{])(.)", "frac{$2}{$3}"),
            Pattern.of("(sqrt)([^{])", "sqrt{$2}"));

    private MinervaSpelling() {}

    static String of(String answer) {
        String spelled = answer.substring(answer.lastIndexOf('=') + 1);
        for (Rule rule : REPLACED) {
            spelled = spelled.replace(rule.from, rule.to);
        }
        for (String removed : REMOVED) {
            spelled = spelled.replace(removed, "");
        }
        for (Pattern pattern : PATTERNS) {
            spelled = pattern.from.replaceAll(spelled, pattern.to);
        }
        spelled = spelled.replace("$", "");
        String digits = spelled.replace(",", "");
        boolean number = !digits.isEmpty() && digits.chars().allMatch(Character::isDigit);
        return number ? digits : spelled;
    }
}
