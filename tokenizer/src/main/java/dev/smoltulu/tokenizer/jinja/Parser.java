package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.tokenizer.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Statements of a template from its tokens, by recursive descent as jinja2.parser does it. */
final class Parser {

    private final Cursor cursor;
    private final ExpressionParser expressions;
    private int loops;

    private Parser(List<Token> tokens) {
        this.cursor = new Cursor(tokens);
        this.expressions = new ExpressionParser(cursor);
    }

    static List<Statement> parse(List<Token> tokens) {
        Parser parser = new Parser(tokens);
        List<Statement> statements = parser.body(Set.of());
        if (parser.cursor.peek().kind() != Token.Kind.END) {
            throw parser.cursor.fault("unknown tag " + parser.cursor.peek().described());
        }
        return statements;
    }

    /** Statements up to a tag of one of these names, whose name is the next token; or to the end of the template. */
    private List<Statement> body(Set<String> ends) {
        cursor.enter();
        List<Statement> statements = new ArrayList<>();
        while (true) {
            Token token = cursor.peek();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Text(cursor.next().text()));
                case VARIABLE_BEGIN -> {
                    cursor.next();
                    statements.add(new Statement.Output(expressions.tuple(), token.line()));
                    cursor.expect(Token.Kind.VARIABLE_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    cursor.next();
                    if (cursor.peek().kind() == Token.Kind.NAME
                            && ends.contains(cursor.peek().text())) {
                        cursor.leave();
                        return statements;
                    }
                    statements.add(statement());
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw cursor.fault(
                                "the template ends before {% " + String.join(" or ", new TreeSet<>(ends)) + " %}");
                    }
                    cursor.leave();
                    return statements;
                }
            }
        }
    }

    private Statement statement() {
        int line = cursor.peek().line();
        String tag = cursor.name();
        return switch (tag) {
            case "if" -> ifStatement(line);
            case "for" -> forStatement(line);
            case "set" -> set(line);
            case "with" -> with(line);
            case "macro" -> new Statement.DefineMacro(macro());
            case "call" -> call(line);
            case "filter" -> filter(line);
            case "print" -> print(line);
            case "autoescape" -> {
                expressions.expression();
                yield scoped("endautoescape");
            }
            case "generation" -> scoped("endgeneration");
            case "block" -> {
                cursor.name();
                while (cursor.skipName("scoped") || cursor.skipName("required")) {
                    // Both matter to inheritance only, and there is no template to inherit from.
                }
                yield scoped("endblock");
            }
            case "break" -> loopControl(tag, new Statement.Break());
            case "continue" -> loopControl(tag, new Statement.Continue());
            case "include", "import", "from", "extends" ->
                throw cursor.fault("{% " + tag + " %} needs another template, and there is none");
            default -> throw cursor.fault("unknown tag '" + tag + "'");
        };
    }

    private Statement print(int line) {
        List<Expression> values = new ArrayList<>();
        do {
            values.add(expressions.expression());
        } while (cursor.skipOperator(","));
        endOfTag();
        return new Statement.Output(values.size() == 1 ? values.get(0) : new Expression.Concatenation(values), line);
    }

    private Statement loopControl(String tag, Statement statement) {
        if (loops == 0) {
            throw cursor.fault("{% " + tag + " %} is outside of a loop");
        }
        endOfTag();
        return statement;
    }

    private void endOfTag() {
        cursor.expect(Token.Kind.BLOCK_END, "'%}'");
    }

    /** The end of this tag, the body, and the tag that ends it. */
    private List<Statement> block(String end) {
        endOfTag();
        List<Statement> body = body(Set.of(end));
        cursor.next();
        if (end.equals("endblock") && cursor.peek().kind() == Token.Kind.NAME) {
            cursor.next();
        }
        endOfTag();
        return body;
    }

    private Statement scoped(String end) {
        return new Statement.Scoped(block(end));
    }

    private Statement ifStatement(int line) {
        List<Expression> tests = new ArrayList<>();
        List<List<Statement>> bodies = new ArrayList<>();
        List<Statement> otherwise = List.of();
        tests.add(expressions.tupleWithoutCondition());
        endOfTag();
        while (true) {
            bodies.add(body(Set.of("elif", "else", "endif")));
            String tag = cursor.name();
            if (tag.equals("elif")) {
                tests.add(expressions.tupleWithoutCondition());
                endOfTag();
                continue;
            }
            if (tag.equals("else")) {
                otherwise = block("endif");
            } else {
                endOfTag();
            }
            return new Statement.If(tests, bodies, otherwise, line);
        }
    }

    private Statement forStatement(int line) {
        Target target = targets();
        cursor.expectName("in");
        Expression iterable = expressions.tupleWithoutCondition();
        Optional<Expression> filter = cursor.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        boolean recursive = cursor.skipName("recursive");
        endOfTag();
        loops++;
        List<Statement> body = body(Set.of("endfor", "else"));
        loops--;
        List<Statement> otherwise = List.of();
        if (cursor.name().equals("else")) {
            otherwise = block("endfor");
        } else {
            endOfTag();
        }
        return new Statement.For(target, iterable, filter, recursive, body, otherwise, line);
    }

    private Target targets() {
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        do {
            if (cursor.peek().isName("in")
                    || cursor.peek().isOperator("=")
                    || cursor.peek().isOperator(")")) {
                break;
            }
            targets.add(target());
            several |= cursor.peek().isOperator(",");
        } while (cursor.skipOperator(","));
        if (targets.isEmpty()) {
            throw cursor.fault("expected a name, not " + cursor.peek().described());
        }
        return several ? new Target.Several(targets) : targets.get(0);
    }

    private Target target() {
        if (cursor.skipOperator("(")) {
            Target inside = targets();
            cursor.expectOperator(")");
            return inside;
        }
        String name = cursor.name();
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw cursor.fault("'" + name + "' cannot be assigned to");
        }
        return cursor.skipOperator(".")
                ? new Target.NamespaceAttribute(name, cursor.name())
                : new Target.Variable(name);
    }

    private Statement set(int line) {
        Target target = targets();
        if (cursor.skipOperator("=")) {
            Expression value = expressions.tuple();
            endOfTag();
            return new Statement.Set(target, value, line);
        }
        Expression filters = expressions.filters(new Expression.Body());
        return new Statement.SetBlock(target, filters, block("endset"), line);
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (cursor.peek().kind() != Token.Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                cursor.expectOperator(",");
            }
            targets.add(target());
            cursor.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(targets, values, block("endwith"), line);
    }

    private Statement.Macro macro() {
        String name = cursor.name();
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        cursor.expectOperator("(");
        parameters(parameters, defaults);
        return macro(name, parameters, defaults, "endmacro");
    }

    private void parameters(List<String> parameters, List<Expression> defaults) {
        while (!cursor.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                cursor.expectOperator(",");
            }
            parameters.add(cursor.name());
            if (cursor.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw cursor.fault("a parameter without a default follows one with a default");
            }
        }
    }

    private Statement.Macro macro(String name, List<String> parameters, List<Expression> defaults, String end) {
        Set<String> outer = cursor.names(new HashSet<>());
        int outerLoops = loops;
        loops = 0;
        List<Statement> body = block(end);
        loops = outerLoops;
        Set<String> inside = cursor.names(outer);
        outer.addAll(inside);
        return new Statement.Macro(
                name,
                parameters,
                defaults,
                body,
                inside.contains("varargs"),
                inside.contains("kwargs"),
                inside.contains("caller"));
    }

    private Statement call(int line) {
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        if (cursor.skipOperator("(")) {
            parameters(parameters, defaults);
        }
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw cursor.fault("expected a call");
        }
        return new Statement.CallBlock(call, macro("caller", parameters, defaults, "endcall"), line);
    }

    private Statement filter(int line) {
        Expression filters = expressions.firstFilter(new Expression.Body());
        return new Statement.FilterBlock(filters, block("endfilter"), line);
    }
}
