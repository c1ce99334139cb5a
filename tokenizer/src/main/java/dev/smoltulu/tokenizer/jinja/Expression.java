package dev.smoltulu.tokenizer.jinja;

import java.util.List;
import java.util.Optional;

/** A part of a template that has a value. */
sealed interface Expression {

    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record TupleOf(List<Expression> items) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

    /** {@code then if test else otherwise}; undefined where there is no otherwise. */
    record Conditional(Expression test, Expression then, Optional<Expression> otherwise) implements Expression {}

    record And(List<Expression> operands) implements Expression {}

    record Or(List<Expression> operands) implements Expression {}

    record Not(Expression operand) implements Expression {}

    /** {@code first op second op third ...}, true where all are; operators {@code in} and {@code not in} too. */
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {}

    /** Operators of one precedence, from left to right. */
    record Arithmetic(Expression first, List<String> operators, List<Expression> others) implements Expression {}

    record Negated(Expression operand) implements Expression {}

    record Positive(Expression operand) implements Expression {}

    /** {@code ~}. */
    record Concatenation(List<Expression> parts) implements Expression {}

    record Attribute(Expression target, String name) implements Expression {}

    record Item(Expression target, Expression index) implements Expression {}

    record Slice(Optional<Expression> start, Optional<Expression> stop, Optional<Expression> step)
            implements Expression {}

    record Call(Expression callee, Arguments arguments) implements Expression {}

    record Filter(Expression target, String name, Arguments arguments) implements Expression {}

    record Test(Expression target, String name, Arguments arguments) implements Expression {}

    /** What a filter block or a set block with filters is applied to. */
    record Body() implements Expression {}

    /** Arguments as written: {@code a, b=c, *d, **e}. */
    record Arguments(
            List<Expression> positional,
            List<String> names,
            List<Expression> named,
            Optional<Expression> star,
            Optional<Expression> doubleStar) {

        static final Arguments NONE =
                new Arguments(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
    }
}
