package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.tokenizer.jinja.Expression.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Expressions, one method for each precedence of jinja2.parser from the loosest to the tightest. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> SUMS = Set.of("+", "-");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");
    private static final Set<String> POWERS = Set.of("**");

    private final Cursor cursor;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** One expression, or several with commas between, which make a tuple. */
    Expression tuple() {
        return tuple(this::expression, false);
    }

    /** Like {@link #tuple()}, where an {@code if} does not belong to the expression. */
    Expression tupleWithoutCondition() {
        return tuple(this::or, false);
    }

    private Expression tuple(Supplier<Expression> item, boolean parentheses) {
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!endsTuple()) {
            items.add(item.get());
            if (!cursor.skipOperator(",")) {
                break;
            }
            isTuple = true;
        }
        if (isTuple || items.isEmpty() && parentheses) {
            return new Expression.TupleOf(items);
        }
        if (items.isEmpty()) {
            throw cursor.fault("expected an expression, not " + cursor.peek().described());
        }
        return items.get(0);
    }

    private boolean endsTuple() {
        Token token = cursor.peek();
        return token.kind() == Token.Kind.VARIABLE_END
                || token.kind() == Token.Kind.BLOCK_END
                || token.isOperator(")")
                || token.isName("recursive");
    }

    /** An expression with its conditions. */
    Expression expression() {
        cursor.enter();
        Expression value = or();
        while (cursor.skipName("if")) {
            Expression test = or();
            Optional<Expression> otherwise = cursor.skipName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(test, value, otherwise);
        }
        cursor.leave();
        return value;
    }

    private Expression or() {
        List<Expression> operands = new ArrayList<>(List.of(and()));
        while (cursor.skipName("or")) {
            operands.add(and());
        }
        return operands.size() == 1 ? operands.get(0) : new Expression.Or(operands);
    }

    private Expression and() {
        List<Expression> operands = new ArrayList<>(List.of(not()));
        while (cursor.skipName("and")) {
            operands.add(not());
        }
        return operands.size() == 1 ? operands.get(0) : new Expression.And(operands);
    }

    private Expression not() {
        if (!cursor.skipName("not")) {
            return comparison();
        }
        cursor.enter();
        Expression operand = not();
        cursor.leave();
        return new Expression.Not(operand);
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            Token token = cursor.peek();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(cursor.next().text());
            } else if (cursor.skipName("in")) {
                operators.add("in");
            } else if (token.isName("not") && cursor.peekSecond().isName("in")) {
                cursor.next();
                cursor.next();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
            }
            others.add(sum());
        }
    }

    private Expression sum() {
        return arithmetic(SUMS, this::concatenation);
    }

    private Expression concatenation() {
        List<Expression> parts = new ArrayList<>(List.of(product()));
        while (cursor.skipOperator("~")) {
            parts.add(product());
        }
        return parts.size() == 1 ? parts.get(0) : new Expression.Concatenation(parts);
    }

    private Expression product() {
        return arithmetic(PRODUCTS, this::power);
    }

    private Expression power() {
        return arithmetic(POWERS, () -> unary(true));
    }

    private Expression arithmetic(Set<String> operators, Supplier<Expression> operand) {
        Expression first = operand.get();
        List<String> found = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (cursor.peek().kind() == Token.Kind.OPERATOR
                && operators.contains(cursor.peek().text())) {
            found.add(cursor.next().text());
            others.add(operand.get());
        }
        return found.isEmpty() ? first : new Expression.Arithmetic(first, found, others);
    }

    private Expression unary(boolean withFilters) {
        cursor.enter();
        Expression value;
        if (cursor.skipOperator("-")) {
            value = new Expression.Negated(unary(false));
        } else if (cursor.skipOperator("+")) {
            value = new Expression.Positive(unary(false));
        } else {
            value = primary();
        }
        value = postfix(value);
        if (withFilters) {
            value = filtersAndTests(value);
        }
        cursor.leave();
        return value;
    }

    private Expression primary() {
        Token token = cursor.peek();
        switch (token.kind()) {
            case NAME:
                cursor.next();
                return switch (token.text()) {
                    case "true", "True" -> new Expression.Literal(true);
                    case "false", "False" -> new Expression.Literal(false);
                    case "none", "None" -> new Expression.Literal(null);
                    default -> new Expression.Name(token.text());
                };
            case STRING:
                StringBuilder text = new StringBuilder();
                while (cursor.peek().kind() == Token.Kind.STRING) {
                    text.append(cursor.next().text());
                }
                return new Expression.Literal(text.toString());
            case INTEGER, FLOAT:
                return new Expression.Literal(cursor.next().value());
            default:
                return bracketed();
        }
    }

    private Expression bracketed() {
        if (cursor.skipOperator("(")) {
            Expression inside = tuple(this::expression, true);
            cursor.expectOperator(")");
            return inside;
        }
        if (cursor.skipOperator("[")) {
            return new Expression.ListOf(items("]"));
        }
        if (cursor.skipOperator("{")) {
            return dict();
        }
        throw cursor.fault("unexpected " + cursor.peek().described());
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!cursor.skipOperator(end)) {
            if (!items.isEmpty()) {
                cursor.expectOperator(",");
                if (cursor.skipOperator(end)) {
                    return items;
                }
            }
            items.add(expression());
        }
        return items;
    }

    private Expression dict() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!cursor.skipOperator("}")) {
            if (!keys.isEmpty()) {
                cursor.expectOperator(",");
                if (cursor.skipOperator("}")) {
                    break;
                }
            }
            keys.add(expression());
            cursor.expectOperator(":");
            values.add(expression());
        }
        return new Expression.DictOf(keys, values);
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            if (cursor.skipOperator(".")) {
                value = cursor.peek().kind() == Token.Kind.INTEGER
                        ? new Expression.Item(
                                value, new Expression.Literal(cursor.next().value()))
                        : new Expression.Attribute(value, cursor.name());
            } else if (cursor.skipOperator("[")) {
                value = new Expression.Item(value, subscript());
            } else if (cursor.peek().isOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript() {
        List<Expression> parts = new ArrayList<>();
        do {
            parts.add(slice());
        } while (cursor.skipOperator(",") && !cursor.peek().isOperator("]"));
        cursor.expectOperator("]");
        return parts.size() == 1 ? parts.get(0) : new Expression.TupleOf(parts);
    }

    private Expression slice() {
        Optional<Expression> start = Optional.empty();
        if (!cursor.skipOperator(":")) {
            Expression index = expression();
            if (!cursor.skipOperator(":")) {
                return index;
            }
            start = Optional.of(index);
        }
        Optional<Expression> stop = bound();
        Optional<Expression> step = cursor.skipOperator(":") ? bound() : Optional.empty();
        return new Expression.Slice(start, stop, step);
    }

    private Optional<Expression> bound() {
        Token token = cursor.peek();
        boolean absent = token.isOperator(":") || token.isOperator("]") || token.isOperator(",");
        return absent ? Optional.empty() : Optional.of(expression());
    }

    private Arguments arguments() {
        cursor.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Expression> named = new ArrayList<>();
        Optional<Expression> star = Optional.empty();
        Optional<Expression> doubleStar = Optional.empty();
        boolean first = true;
        while (!cursor.skipOperator(")")) {
            if (!first) {
                cursor.expectOperator(",");
                if (cursor.skipOperator(")")) {
                    break;
                }
            }
            first = false;
            if (cursor.skipOperator("*")) {
                star = Optional.of(expression());
            } else if (cursor.skipOperator("**")) {
                doubleStar = Optional.of(expression());
            } else if (cursor.peek().kind() == Token.Kind.NAME
                    && cursor.peekSecond().isOperator("=")) {
                names.add(cursor.name());
                cursor.next();
                named.add(expression());
            } else if (!names.isEmpty() || star.isPresent() || doubleStar.isPresent()) {
                throw cursor.fault("an argument without a name follows one with a name");
            } else {
                positional.add(expression());
            }
        }
        return new Arguments(positional, names, named, star, doubleStar);
    }

    private Expression filtersAndTests(Expression start) {
        Expression value = start;
        while (true) {
            if (cursor.peek().isOperator("|")) {
                value = filters(value);
            } else if (cursor.skipName("is")) {
                value = test(value);
            } else if (cursor.peek().isOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    /** The value through the filters that follow, each after a {@code |}. */
    Expression filters(Expression start) {
        Expression value = start;
        while (cursor.skipOperator("|")) {
            value = filter(value);
        }
        return value;
    }

    /** Like {@link #filters}, where the first filter stands without a {@code |}. */
    Expression firstFilter(Expression start) {
        return filters(filter(start));
    }

    private Expression filter(Expression value) {
        String name = dottedName();
        return new Expression.Filter(value, name, cursor.peek().isOperator("(") ? arguments() : Arguments.NONE);
    }

    private Expression test(Expression value) {
        boolean negated = cursor.skipName("not");
        String name = dottedName();
        Arguments arguments = Arguments.NONE;
        Token token = cursor.peek();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (startsArgument(token)) {
            if (token.isName("is")) {
                throw cursor.fault("tests cannot be chained with 'is'");
            }
            arguments = new Arguments(
                    List.of(postfix(primary())), List.of(), List.of(), Optional.empty(), Optional.empty());
        }
        Expression test = new Expression.Test(value, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    private static boolean startsArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
            case STRING, INTEGER, FLOAT -> true;
            default -> token.isOperator("[") || token.isOperator("{");
        };
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(cursor.name());
        while (cursor.skipOperator(".")) {
            name.append('.').append(cursor.name());
        }
        return name.toString();
    }
}
