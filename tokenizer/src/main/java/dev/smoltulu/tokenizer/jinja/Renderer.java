package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.tokenizer.jinja.Expression.Arguments;
import dev.smoltulu.tokenizer.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One rendering of a template: walks its statements and evaluates its expressions. */
final class Renderer {

    /** How a list of statements ended. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    /** Variables of a part of the template; what is not here is looked up outside. */
    private static final class Scope {

        private final Map<String, Object> variables = new HashMap<>();
        private final Scope outside;

        Scope(Scope outside) {
            this.outside = outside;
        }
    }

    private final boolean strict;
    private final Budget budget = new Budget();
    private final Python python = new Python(budget);
    private final Methods methods;
    private final Filters filters;
    private final Tests tests = new Tests(python);
    private final Scope globals = new Scope(null);
    /** What is written inside a filter or set block, while its filters are applied. */
    private Object body;

    Renderer(boolean chat, Map<String, Object> variables) {
        this.strict = !chat;
        this.methods = new Methods(python, budget, !chat);
        this.filters = new Filters(this, python, budget, chat);
        globals.variables.putAll(new Functions(python, budget).all());
        globals.variables.putAll(variables);
    }

    String render(List<Statement> statements) {
        StringBuilder out = new StringBuilder();
        run(statements, new Scope(globals), out);
        return out.toString();
    }

    // ---- statements

    private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
        budget.enter();
        for (Statement statement : statements) {
            budget.step();
            Flow flow = run(statement, scope, out);
            if (flow != Flow.NEXT) {
                budget.leave();
                return flow;
            }
        }
        budget.leave();
        return Flow.NEXT;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        if (statement instanceof Statement.Text text) {
            write(text.text(), out);
            return Flow.NEXT;
        }
        if (statement instanceof Statement.Scoped scoped) {
            return run(scoped.body(), new Scope(scope), out);
        }
        if (statement instanceof Statement.Break) {
            return Flow.BREAK;
        }
        if (statement instanceof Statement.Continue) {
            return Flow.CONTINUE;
        }
        if (statement instanceof Statement.DefineMacro definition) {
            scope.variables.put(definition.macro().name(), macro(definition.macro(), scope));
            return Flow.NEXT;
        }
        int line = line(statement);
        try {
            return runNumbered(statement, scope, out);
        } catch (TemplateException e) {
            throw e.at(line);
        }
    }

    private static int line(Statement statement) {
        if (statement instanceof Statement.Output output) {
            return output.line();
        }
        if (statement instanceof Statement.If branch) {
            return branch.line();
        }
        if (statement instanceof Statement.For loop) {
            return loop.line();
        }
        if (statement instanceof Statement.Set set) {
            return set.line();
        }
        if (statement instanceof Statement.SetBlock set) {
            return set.line();
        }
        if (statement instanceof Statement.With with) {
            return with.line();
        }
        if (statement instanceof Statement.CallBlock call) {
            return call.line();
        }
        return statement instanceof Statement.FilterBlock filter ? filter.line() : 0;
    }

    private Flow runNumbered(Statement statement, Scope scope, StringBuilder out) {
        if (statement instanceof Statement.Output output) {
            write(python.str(value(output.value(), scope)), out);
            return Flow.NEXT;
        }
        if (statement instanceof Statement.If branch) {
            for (int i = 0; i < branch.tests().size(); i++) {
                if (Python.isTrue(value(branch.tests().get(i), scope))) {
                    return run(branch.bodies().get(i), scope, out);
                }
            }
            return run(branch.otherwise(), scope, out);
        }
        if (statement instanceof Statement.For loop) {
            return loop(loop, value(loop.iterable(), scope), 0, scope, out);
        }
        if (statement instanceof Statement.Set set) {
            assign(set.target(), value(set.value(), scope), scope);
        } else if (statement instanceof Statement.SetBlock set) {
            assign(set.target(), filtered(set.filters(), set.body(), scope), scope);
        } else if (statement instanceof Statement.With with) {
            Scope inside = new Scope(scope);
            for (int i = 0; i < with.targets().size(); i++) {
                assign(with.targets().get(i), value(with.values().get(i), scope), inside);
            }
            return run(with.body(), inside, out);
        } else if (statement instanceof Statement.CallBlock block) {
            CallArguments given = arguments(block.call().arguments(), scope);
            Map<String, Object> named = new LinkedHashMap<>(given.named());
            named.put("caller", macro(block.caller(), scope));
            Object callee = value(block.call().callee(), scope);
            write(python.str(call(callee, new CallArguments(given.positional(), named))), out);
        } else if (statement instanceof Statement.FilterBlock filter) {
            write(python.str(filtered(filter.filters(), filter.body(), scope)), out);
        } else {
            throw new IllegalStateException(statement.toString());
        }
        return Flow.NEXT;
    }

    private void write(String text, StringBuilder out) {
        budget.string(text.length());
        out.append(text);
    }

    private Object filtered(Expression chain, List<Statement> statements, Scope scope) {
        StringBuilder inside = new StringBuilder();
        run(statements, new Scope(scope), inside);
        Object outer = body;
        body = inside.toString();
        try {
            return value(chain, scope);
        } finally {
            body = outer;
        }
    }

    private Flow loop(Statement.For loop, Object iterable, int depth, Scope scope, StringBuilder out) {
        List<Object> items = new ArrayList<>();
        for (Object item : python.items(iterable)) {
            if (loop.filter().isEmpty()) {
                items.add(item);
                continue;
            }
            Scope inside = new Scope(scope);
            assign(loop.target(), item, inside);
            if (Python.isTrue(value(loop.filter().get(), inside))) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            return run(loop.otherwise(), new Scope(scope), out);
        }
        Callable recursion = arguments -> {
            if (!loop.recursive()) {
                throw TemplateException.fault("loop() can only be called in a recursive loop");
            }
            StringBuilder inner = new StringBuilder();
            loop(loop, arguments.need("loop", 0, "iterable"), depth + 1, scope, inner);
            return inner.toString();
        };
        LoopVariable variable = new LoopVariable(items, depth, recursion);
        for (int i = 0; i < items.size(); i++) {
            budget.step();
            variable.moveTo(i);
            Scope inside = new Scope(scope);
            inside.variables.put("loop", variable);
            assign(loop.target(), items.get(i), inside);
            if (run(loop.body(), inside, out) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private void assign(Target target, Object value, Scope scope) {
        if (target instanceof Target.Variable variable) {
            scope.variables.put(variable.name(), value);
        } else if (target instanceof Target.NamespaceAttribute attribute) {
            if (!(lookUp(attribute.namespace(), scope) instanceof Namespace namespace)) {
                throw TemplateException.fault("'" + attribute.namespace() + "' is not a namespace, so '"
                        + attribute.attribute() + "' of it cannot be set");
            }
            namespace.attributes().put(attribute.attribute(), value);
        } else if (target instanceof Target.Several several) {
            List<Object> values = python.items(value);
            if (values.size() != several.targets().size()) {
                throw TemplateException.fault(values.size() + " values cannot be assigned to "
                        + several.targets().size() + " names");
            }
            for (int i = 0; i < values.size(); i++) {
                assign(several.targets().get(i), values.get(i), scope);
            }
        }
    }

    private Callable macro(Statement.Macro macro, Scope scope) {
        return new Callable() {
            @Override
            public Object call(CallArguments arguments) {
                StringBuilder out = new StringBuilder();
                run(macro.body(), parameters(macro, arguments, scope), out);
                return out.toString();
            }

            @Override
            public String written() {
                return "<Macro '" + macro.name() + "'>";
            }
        };
    }

    private Scope parameters(Statement.Macro macro, CallArguments arguments, Scope scope) {
        Scope inside = new Scope(scope);
        List<String> names = macro.parameters();
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        int given = Math.min(arguments.positional().size(), names.size());
        int firstDefault = names.size() - macro.defaults().size();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (i < given) {
                inside.variables.put(name, arguments.positional().get(i));
            } else if (named.containsKey(name)) {
                inside.variables.put(name, named.remove(name));
            } else if (i >= firstDefault) {
                inside.variables.put(name, value(macro.defaults().get(i - firstDefault), inside));
            } else {
                inside.variables.put(name, undefined("parameter '" + name + "' was not provided"));
            }
        }
        if (macro.takesCaller() && !names.contains("caller")) {
            Object caller = named.remove("caller");
            inside.variables.put("caller", caller == null ? undefined("No caller defined") : caller);
        }
        List<Object> more = new ArrayList<>(
                arguments.positional().subList(given, arguments.positional().size()));
        if (macro.takesMore()) {
            inside.variables.put("varargs", new Tuple(more, List.of()));
        } else if (!more.isEmpty()) {
            throw TemplateException.fault("macro '" + macro.name() + "' takes at most " + names.size()
                    + " arguments, not " + arguments.positional().size());
        }
        if (macro.takesNamed()) {
            inside.variables.put("kwargs", named);
        } else if (!named.isEmpty()) {
            throw TemplateException.fault("macro '" + macro.name() + "' has no argument '"
                    + named.keySet().iterator().next() + "'");
        }
        return inside;
    }

    // ---- expressions

    private Object value(Expression expression, Scope scope) {
        budget.enter();
        budget.step();
        Object value = evaluate(expression, scope);
        budget.leave();
        return value;
    }

    private Object evaluate(Expression expression, Scope scope) {
        if (expression instanceof Expression.Literal literal) {
            return literal.value();
        }
        if (expression instanceof Expression.Name name) {
            return lookUp(name.name(), scope);
        }
        if (expression instanceof Expression.Attribute attribute) {
            return attribute(value(attribute.target(), scope), attribute.name());
        }
        if (expression instanceof Expression.Item item) {
            return item(item, scope);
        }
        if (expression instanceof Expression.Call call) {
            return call(value(call.callee(), scope), arguments(call.arguments(), scope));
        }
        if (expression instanceof Expression.Filter filter) {
            Object target = value(filter.target(), scope);
            return filters.apply(filter.name(), target, arguments(filter.arguments(), scope));
        }
        if (expression instanceof Expression.Test test) {
            Object target = value(test.target(), scope);
            return tests.holds(test.name(), target, arguments(test.arguments(), scope));
        }
        if (expression instanceof Expression.Conditional conditional) {
            if (Python.isTrue(value(conditional.test(), scope))) {
                return value(conditional.then(), scope);
            }
            return conditional.otherwise().isPresent()
                    ? value(conditional.otherwise().get(), scope)
                    // Jinja2 takes its plain undefined value here, also where others are strict.
                    : new Undefined(
                            "the inline if-expression evaluated to false and no else section was defined", false);
        }
        if (expression instanceof Expression.Body) {
            return body;
        }
        return operation(expression, scope);
    }

    private Object operation(Expression expression, Scope scope) {
        if (expression instanceof Expression.And and) {
            return shortCircuit(and.operands(), false, scope);
        }
        if (expression instanceof Expression.Or or) {
            return shortCircuit(or.operands(), true, scope);
        }
        if (expression instanceof Expression.Not not) {
            return !Python.isTrue(value(not.operand(), scope));
        }
        if (expression instanceof Expression.Comparison comparison) {
            return compare(comparison, scope);
        }
        if (expression instanceof Expression.Arithmetic arithmetic) {
            Object result = value(arithmetic.first(), scope);
            for (int i = 0; i < arithmetic.operators().size(); i++) {
                result = python.arithmetic(
                        arithmetic.operators().get(i),
                        result,
                        value(arithmetic.others().get(i), scope));
            }
            return result;
        }
        if (expression instanceof Expression.Negated negated) {
            return Python.negated(value(negated.operand(), scope));
        }
        if (expression instanceof Expression.Positive positive) {
            return Python.negated(Python.negated(value(positive.operand(), scope)));
        }
        if (expression instanceof Expression.Concatenation concatenation) {
            StringBuilder text = new StringBuilder();
            concatenation.parts().forEach(part -> write(python.str(value(part, scope)), text));
            return text.toString();
        }
        if (expression instanceof Expression.ListOf list) {
            return values(list.items(), scope);
        }
        if (expression instanceof Expression.TupleOf tuple) {
            return new Tuple(values(tuple.items(), scope), List.of());
        }
        if (expression instanceof Expression.DictOf dict) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < dict.keys().size(); i++) {
                map.put(value(dict.keys().get(i), scope), value(dict.values().get(i), scope));
            }
            return map;
        }
        throw new IllegalStateException(expression.toString());
    }

    private Object shortCircuit(List<Expression> operands, boolean endsOn, Scope scope) {
        Object value = null;
        for (Expression operand : operands) {
            value = value(operand, scope);
            if (Python.isTrue(value) == endsOn) {
                return value;
            }
        }
        return value;
    }

    private boolean compare(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.others().get(i), scope);
            if (!tests.compare(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        expressions.forEach(each -> values.add(value(each, scope)));
        return values;
    }

    private CallArguments arguments(Arguments arguments, Scope scope) {
        if (arguments == Arguments.NONE) {
            return CallArguments.NONE;
        }
        List<Object> positional = values(arguments.positional(), scope);
        arguments.star().ifPresent(star -> positional.addAll(python.items(value(star, scope))));
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.names().size(); i++) {
            named.put(arguments.names().get(i), value(arguments.named().get(i), scope));
        }
        if (arguments.doubleStar().isPresent()) {
            if (!(value(arguments.doubleStar().get(), scope) instanceof Map<?, ?> map)) {
                throw TemplateException.fault("the argument after ** must be a dict");
            }
            map.forEach((key, value) -> named.put(python.str(key), value));
        }
        return new CallArguments(positional, named);
    }

    Object call(Object callee, CallArguments arguments) {
        if (callee instanceof Callable callable) {
            return callable.call(arguments);
        }
        if (callee instanceof LoopVariable loop) {
            return loop.recursion().call(arguments);
        }
        throw callee instanceof Undefined undefined
                ? undefined.fault()
                : TemplateException.fault("a value of type " + Python.type(callee) + " cannot be called");
    }

    private Object lookUp(String name, Scope scope) {
        for (Scope at = scope; at != null; at = at.outside) {
            Object value = at.variables.get(name);
            if (value != null || at.variables.containsKey(name)) {
                return value;
            }
        }
        return undefined("'" + name + "' is undefined");
    }

    Undefined undefined(String what) {
        return new Undefined(what, strict);
    }

    /** {@code value.name}: a method or attribute first, then an item. */
    private Object attribute(Object value, String name) {
        return methods.find(value, name).<Object>map(method -> method).orElseGet(() -> item(value, name));
    }

    /** {@code value[index]}: an item first, then a method or attribute. */
    private Object item(Expression.Item item, Scope scope) {
        Object target = value(item.target(), scope);
        if (item.index() instanceof Expression.Slice slice) {
            return python.slice(
                    target, bound(slice.start(), scope), bound(slice.stop(), scope), bound(slice.step(), scope));
        }
        return item(target, value(item.index(), scope));
    }

    private Long bound(Optional<Expression> bound, Scope scope) {
        Object value = bound.isPresent() ? value(bound.get(), scope) : null;
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        throw TemplateException.fault("a slice needs whole numbers, not a value of type " + Python.type(value));
    }

    /** Also for filters that take an attribute by name. */
    Object item(Object target, Object key) {
        if (target instanceof Undefined undefined) {
            throw undefined.fault();
        }
        if (target instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        boolean isIndexed = target instanceof List || target instanceof String;
        if (isIndexed && (key instanceof Long || key instanceof Boolean)) {
            Object[] found = Python.at(target, Python.whole(key));
            return found != null ? found[0] : missing(target, key);
        }
        return key instanceof String name ? attributeOnly(target, name) : missing(target, key);
    }

    /** A method or attribute, never an item. */
    Object attributeOnly(Object target, String name) {
        if (target instanceof Undefined undefined) {
            throw undefined.fault();
        }
        if (target instanceof Namespace namespace && namespace.attributes().containsKey(name)) {
            return namespace.attributes().get(name);
        }
        if (target instanceof LoopVariable loop && loop.has(name)) {
            Object value = loop.get(name);
            return value instanceof Undefined ? undefined("there is no " + name) : value;
        }
        if (target instanceof Tuple tuple && tuple.named(name) >= 0) {
            return tuple.get(tuple.named(name));
        }
        if (target instanceof Functions.Attributes attributes
                && attributes.attribute(name).isPresent()) {
            return attributes.attribute(name).get();
        }
        return methods.find(target, name).<Object>map(method -> method).orElseGet(() -> missing(target, name));
    }

    private Undefined missing(Object target, Object key) {
        return undefined(
                key instanceof String
                        ? "a value of type " + Python.type(target) + " has no attribute '" + key + "'"
                        : "a value of type " + Python.type(target) + " has no item " + python.repr(key));
    }
}
