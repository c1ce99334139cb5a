package dev.smoltulu.verifiers.math;

import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.math.MathExpression.Binomial;
import dev.smoltulu.verifiers.math.MathExpression.Call;
import dev.smoltulu.verifiers.math.MathExpression.Number;
import dev.smoltulu.verifiers.math.MathExpression.Pi;
import dev.smoltulu.verifiers.math.MathExpression.Power;
import dev.smoltulu.verifiers.math.MathExpression.Product;
import dev.smoltulu.verifiers.math.MathExpression.Sum;
import dev.smoltulu.verifiers.math.MathExpression.Symbol;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * Expressions written in LaTeX, by the grammar of sympy's {@code parse_latex}: sums, products with and without a sign,
 * fractions, powers, roots, absolute values, factorials, binomials and elementary functions. Letters are variables of
 * one letter each, and so are commands that are not known, as there. Relations, integrals, sums with bounds, limits and
 * environments are refused.
 *
 * <p>Published, what follows a complete expression is ignored, as sympy ignores it ("3,4" is 3), and a letter before a
 * bracket is a function of no meaning, so refused. Corrected, nothing may follow, and the letter is a factor.
 */
final class LatexParser {

    /** Longer texts are refused. */
    static final int MAX_LENGTH = 1000;

    private static final int MAX_DEPTH = 60;
    private static final Set<String> TIMES = Set.of("*", "\\times", "\\cdot");
    private static final Set<String> OVER = Set.of("/", "\\div", ":");
    private static final Set<String> FRACTIONS = Set.of("\\frac", "\\dfrac", "\\tfrac", "\\cfrac");
    private static final Set<String> BINOMIALS = Set.of("\\binom", "\\dbinom", "\\tbinom");
    private static final Map<String, String> BRACKETS = Map.of("(", ")", "[", "]", "{", "}", "\\{", "\\}");
    private static final Set<String> RELATIONS = Set.of(
            "=",
            "<",
            ">",
            "\\le",
            "\\leq",
            "\\leqslant",
            "\\ge",
            "\\geq",
            "\\geqslant",
            "\\neq",
            "\\ne",
            "\\lt",
            "\\gt");
    private static final Set<String> REFUSED = Set.of(
            "\\int",
            "\\sum",
            "\\prod",
            "\\lim",
            "\\begin",
            "\\end",
            "\\infty",
            "\\overline",
            "\\langle",
            "\\rangle",
            "\\rfloor",
            "\\rceil");

    private final LatexTokens tokens;
    private final Rules rules;
    private int depth;

    private LatexParser(LatexTokens tokens, Rules rules) {
        this.tokens = tokens;
        this.rules = rules;
    }

    /** @throws NotLatex for what is no expression, too long, or nested too deeply */
    static MathExpression parse(String latex, Rules rules) throws NotLatex {
        if (latex.length() > MAX_LENGTH) {
            throw new NotLatex("longer than " + MAX_LENGTH + " characters");
        }
        LatexParser parser = new LatexParser(new LatexTokens(latex), rules);
        MathExpression expression = parser.sum();
        if (parser.tokens.peeks(RELATIONS)
                || rules == Rules.CORRECTED && !parser.tokens.peek().isEmpty()) {
            throw new NotLatex("'" + parser.tokens.peek() + "' after the expression");
        }
        return expression;
    }

    private MathExpression sum() throws NotLatex {
        if (++depth > MAX_DEPTH) {
            throw new NotLatex("nested too deeply");
        }
        MathExpression sum = product(true);
        while (Set.of("+", "-").contains(tokens.peek())) {
            sum = tokens.take().equals("+") ? new Sum(sum, product(true)) : sum.minus(product(true));
        }
        depth--;
        return sum;
    }

    /** @param functions whether factors without a sign between them may be functions */
    private MathExpression product(boolean functions) throws NotLatex {
        MathExpression product = signed(functions);
        while (tokens.peeks(TIMES) || tokens.peeks(OVER)) {
            boolean over = tokens.peeks(OVER);
            tokens.take();
            MathExpression factor = signed(functions);
            product = over ? product.dividedBy(factor) : new Product(product, factor);
        }
        return product;
    }

    private MathExpression signed(boolean functions) throws NotLatex {
        boolean negative = false;
        while (Set.of("+", "-").contains(tokens.peek())) {
            negative ^= tokens.take().equals("-");
        }
        MathExpression product = postfix();
        while (startsFactor() && (functions || !startsFunction())) {
            product = new Product(product, postfix());
        }
        return negative ? product.negated() : product;
    }

    private boolean startsFunction() {
        String token = tokens.peek();
        return token.equals("\\sqrt")
                || token.startsWith("\\")
                        && MathFunction.ofCommand(token.substring(1)).isPresent();
    }

    private boolean startsFactor() {
        String token = tokens.peek();
        return tokens.peeksNumber()
                || BRACKETS.containsKey(token)
                || token.length() == 1 && Character.isLetter(token.charAt(0))
                || token.startsWith("\\")
                        && !tokens.peeks(TIMES)
                        && !tokens.peeks(OVER)
                        && !tokens.peeks(RELATIONS)
                        && !token.equals("\\}")
                        && !REFUSED.contains(token);
    }

    private MathExpression postfix() throws NotLatex {
        MathExpression value = factor();
        while (tokens.peek().equals("^") || tokens.peek().equals("!")) {
            value = tokens.take().equals("!") ? new Call(MathFunction.FACTORIAL, value) : new Power(value, script());
        }
        return value;
    }

    /** What follows {@code ^} or {@code _}. */
    private MathExpression script() throws NotLatex {
        return tokens.peek().equals("{") ? bracketed("{") : atom();
    }

    private MathExpression bracketed(String opening) throws NotLatex {
        tokens.expect(opening);
        MathExpression inside = sum();
        tokens.expect(BRACKETS.get(opening));
        return inside;
    }

    private MathExpression between(String closing, MathFunction function) throws NotLatex {
        tokens.take();
        MathExpression inside = sum();
        tokens.expect(closing);
        return new Call(function, inside);
    }

    private MathExpression factor() throws NotLatex {
        String token = tokens.peek();
        if (BRACKETS.containsKey(token)) {
            return bracketed(token);
        }
        return switch (token) {
            case "|" -> between("|", MathFunction.ABS);
            case "\\lfloor" -> between("\\rfloor", MathFunction.FLOOR);
            case "\\lceil" -> between("\\rceil", MathFunction.CEILING);
            case "\\sqrt" -> root();
            default -> startsFunction() ? call() : variable();
        };
    }

    private MathExpression variable() throws NotLatex {
        MathExpression value = atom();
        if (rules == Rules.PUBLISHED
                && value instanceof Symbol symbol
                && tokens.peek().equals("(")) {
            throw new NotLatex("a function '" + symbol.name() + "' of no meaning");
        }
        return value;
    }

    private MathExpression root() throws NotLatex {
        tokens.take();
        MathExpression degree = tokens.peek().equals("[") ? bracketed("[") : MathExpression.number(2);
        return argument().root(degree);
    }

    /** What a command takes: a group, or one digit or letter. */
    private MathExpression argument() throws NotLatex {
        if (tokens.peek().equals("{")) {
            return bracketed("{");
        }
        return tokens.peeksNumber() ? new Number(new BigDecimal(tokens.takeDigit())) : atom();
    }

    private MathExpression call() throws NotLatex {
        MathFunction function =
                MathFunction.ofCommand(tokens.take().substring(1)).orElseThrow();
        MathExpression base = null;
        MathExpression power = null;
        while (tokens.peek().equals("_") || tokens.peek().equals("^")) {
            if (tokens.take().equals("_")) {
                base = script();
            } else {
                power = script();
            }
        }
        MathExpression argument = tokens.peek().equals("(") ? bracketed("(") : product(false);
        if (base != null && !function.isLogarithm()) {
            throw new NotLatex("a function with an index");
        }
        if (MathExpression.number(1).negated().equals(power)
                && function.inverse().isPresent()) {
            return new Call(function.inverse().get(), argument);
        }
        MathExpression value = new Call(function, argument);
        if (base != null) {
            value = value.dividedBy(new Call(MathFunction.LN, base));
        }
        return power == null ? value : new Power(value, power);
    }

    private MathExpression atom() throws NotLatex {
        if (tokens.peeksNumber()) {
            return new Number(new BigDecimal(tokens.take().replace(",", "")));
        }
        if (tokens.peeks(FRACTIONS)) {
            tokens.take();
            MathExpression numerator = argument();
            return numerator.dividedBy(argument());
        }
        if (tokens.peeks(BINOMIALS)) {
            tokens.take();
            MathExpression n = argument();
            return new Binomial(n, argument());
        }
        if (!startsFactor() || startsFunction() || BRACKETS.containsKey(tokens.peek())) {
            throw new NotLatex("'" + tokens.peek() + "' begins no expression");
        }
        String name = tokens.take();
        if (name.equals("\\pi") && !tokens.peek().equals("_")) {
            return new Pi();
        }
        if (tokens.take("_")) {
            name += "_" + script();
        }
        return new Symbol(name);
    }

    /** A text is no expression in LaTeX, or none that is understood. */
    static final class NotLatex extends Exception {

        NotLatex(String message) {
            super(message, null, false, false);
        }
    }
}
