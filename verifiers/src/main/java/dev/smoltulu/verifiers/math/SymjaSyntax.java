package dev.smoltulu.verifiers.math;

import java.util.HashMap;
import java.util.Map;

/** Expressions as Symja reads them, exact: decimals are fractions, variables v1, v2 and so on. */
final class SymjaSyntax {

    private final Map<String, String> variables = new HashMap<>();
    private final StringBuilder written = new StringBuilder();

    private SymjaSyntax() {}

    static String of(MathExpression expression) {
        SymjaSyntax syntax = new SymjaSyntax();
        syntax.write(expression);
        return syntax.written.toString();
    }

    private void write(MathExpression expression) {
        if (expression instanceof MathExpression.Number number) {
            written.append('(').append(number.value().unscaledValue());
            written.append("*10^(").append(-number.value().scale()).append("))");
        } else if (expression instanceof MathExpression.Symbol symbol) {
            written.append(variables.computeIfAbsent(symbol.name(), name -> "v" + (variables.size() + 1)));
        } else if (expression instanceof MathExpression.Pi) {
            written.append("Pi");
        } else if (expression instanceof MathExpression.Sum sum) {
            call("Plus", sum.left(), sum.right());
        } else if (expression instanceof MathExpression.Product product) {
            call("Times", product.left(), product.right());
        } else if (expression instanceof MathExpression.Power power) {
            call("Power", power.base(), power.exponent());
        } else if (expression instanceof MathExpression.Call call) {
            call(call.function().symja(), call.argument());
        } else if (expression instanceof MathExpression.Binomial binomial) {
            call("Binomial", binomial.n(), binomial.k());
        }
    }

    private void call(String function, MathExpression... arguments) {
        written.append(function);
        String separator = "(";
        for (MathExpression argument : arguments) {
            written.append(separator);
            write(argument);
            separator = ",";
        }
        written.append(')');
    }
}
