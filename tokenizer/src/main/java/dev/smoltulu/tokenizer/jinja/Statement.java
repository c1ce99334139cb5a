package dev.smoltulu.tokenizer.jinja;

import java.util.List;
import java.util.Optional;

/** A part of a template that writes or does something. */
sealed interface Statement {

    record Text(String text) implements Statement {}

    record Output(Expression value, int line) implements Statement {}

    record If(List<Expression> tests, List<List<Statement>> bodies, List<Statement> otherwise, int line)
            implements Statement {}

    record For(
            Target target,
            Expression iterable,
            Optional<Expression> filter,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    record Set(Target target, Expression value, int line) implements Statement {}

    /** {@code {% set x %}...{% endset %}}; the filters are applied to {@link Expression.Body}. */
    record SetBlock(Target target, Expression filters, List<Statement> body, int line) implements Statement {}

    record With(List<Target> targets, List<Expression> values, List<Statement> body, int line) implements Statement {}

    record DefineMacro(Macro macro) implements Statement {}

    /** {@code {% call(parameters) callee(...) %}...{% endcall %}}. */
    record CallBlock(Expression.Call call, Macro caller, int line) implements Statement {}

    record FilterBlock(Expression filters, List<Statement> body, int line) implements Statement {}

    /** A body with a scope of its own: block, autoescape, generation. */
    record Scoped(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}

    /**
     * A macro as written.
     *
     * @param defaults    of the last parameters
     * @param takesMore   its body names varargs
     * @param takesNamed  its body names kwargs
     * @param takesCaller its body names caller
     */
    record Macro(
            String name,
            List<String> parameters,
            List<Expression> defaults,
            List<Statement> body,
            boolean takesMore,
            boolean takesNamed,
            boolean takesCaller) {}

    /** What is assigned to. */
    sealed interface Target {

        record Variable(String name) implements Target {}

        record Several(List<Target> targets) implements Target {}

        record NamespaceAttribute(String namespace, String attribute) implements Target {}
    }
}
