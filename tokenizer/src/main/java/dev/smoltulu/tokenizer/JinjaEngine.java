package dev.smoltulu.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonJson;
import dev.smoltulu.base.text.Excerpt;
import java.lang.reflect.Method;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One template parsed for rendering as its {@link Dialect} has it, with {@code raise_exception}, {@code strftime_now}
 * and Python's {@code tojson} at hand, generation blocks transparent. Templates are untrusted: they reach no Java
 * object ({@link JinjaResolver}), no file and no other template, and their output and loops are bounded. An engine
 * serves one thread at a time.
 */
final class JinjaEngine {

    /** Larger than any conversation a model can read. */
    private static final long MAX_OUTPUT = 64L << 20;

    private static final int MAX_RANGE = 10_000;
    private static final Pattern REVERSED = Pattern.compile("([A-Za-z_][\\w.]*)\\[::-1]");

    /** Parts of a template evaluated in one render: ample for ten thousand messages. */
    private static final int MAX_STEPS = 300_000;

    /**
     * How a program sets Jinja2 up.
     *
     * @param template what errors call the template
     * @param subject  what errors call that which it is rendered for
     * @param lenient  undefined values are empty, a line with nothing but a block is no line, and the newline that
     *                 ends the source is dropped; otherwise undefined values and whatever Jinjava only warns of are
     *                 errors, and all white space stays
     */
    record Dialect(String template, String subject, boolean lenient) {

        /** transformers, for chat templates. */
        static final Dialect CHAT = new Dialect("the model's chat template", "conversation", true);
    }

    private final Dialect dialect;
    private final Jinjava jinjava;
    private final Node root;
    private int steps;

    JinjaEngine(String source, Dialect dialect) {
        this.dialect = dialect;
        jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(dialect.lenient())
                .withLstripBlocks(dialect.lenient())
                .withNestedInterpretationEnabled(false)
                .withFailOnUnknownTokens(!dialect.lenient())
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(50)
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxStringLength(MAX_OUTPUT)
                .withRangeLimit(MAX_RANGE)
                .withNodePreProcessor((node, interpreter) -> step())
                .withElResolver(new JinjaResolver())
                .withDisabled(Map.of(
                        Context.Library.TAG, Set.of("include", "import", "from", "extends", "block"),
                        Context.Library.FILTER, Set.of("render", "fromyaml", "toyaml", "log")))
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build());
        jinjava.setResourceLocator((name, charset, interpreter) -> {
            throw new InterpretException("a template cannot load " + name);
        });
        jinjava.registerFilter(new ToJson());
        jinjava.registerTag(new Generation());
        jinjava.registerFunction(function("raise_exception", "raiseException"));
        jinjava.registerFunction(function("strftime_now", "strftimeNow"));
        root = inside(Map.of(), interpreter -> interpreter.parse(asJinjavaReads(source)));
    }

    /**
     * Jinja2 ends lines with a line feed. Reversing by slice, which Jinjava's grammar lacks, becomes the filter that
     * does the same.
     */
    private String asJinjavaReads(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        String text = dialect.lenient() && lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
        return REVERSED.matcher(text).replaceAll("($1|reverse|list)");
    }

    /**
     * Renders the template with these variables.
     *
     * @throws UserError when the template raises an exception or cannot be evaluated
     */
    String render(Map<String, Object> variables) {
        return inside(variables, interpreter -> interpreter.render(root, false));
    }

    private void step() {
        if (++steps > MAX_STEPS) {
            throw new Exhausted();
        }
    }

    private <T> T inside(Map<String, Object> variables, Function<JinjavaInterpreter, T> work) {
        JinjavaConfig config = jinjava.getGlobalConfig();
        Context context = new StrictContext(jinjava.getGlobalContext(), variables, config.getDisabled());
        JinjavaInterpreter interpreter = new JinjavaInterpreter(jinjava, context, config);
        steps = 0;
        JinjavaInterpreter.pushCurrent(interpreter);
        try {
            T result = work.apply(interpreter);
            for (TemplateError error : interpreter.getErrorsCopy()) {
                if (!dialect.lenient() || error.getSeverity() == TemplateError.ErrorType.FATAL) {
                    throw refused(error.getException(), error.getMessage(), error.getLineno());
                }
            }
            return result;
        } catch (UserError e) {
            throw e;
        } catch (Exhausted e) {
            throw UserError.failed(dialect.template() + " does not come to an end: more than " + MAX_STEPS
                    + " steps for one " + dialect.subject());
        } catch (RuntimeException e) {
            throw refused(e, e.getMessage(), 0);
        } finally {
            JinjavaInterpreter.popCurrent();
            jinjava.getGlobalContext().reset();
        }
    }

    private UserError refused(Throwable error, String message, int line) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Raised raised) {
                return UserError.failed(
                        dialect.template() + " refuses this " + dialect.subject() + ": " + raised.getMessage());
            }
        }
        String shortMessage = message == null ? String.valueOf(error) : message;
        return UserError.failed(
                dialect.template() + " cannot be evaluated"
                        + (line > 0 ? " (line " + line + ")" : "") + ": "
                        + Excerpt.of(shortMessage, 300),
                error);
    }

    private static ELFunctionDefinition function(String name, String method) {
        for (Method candidate : JinjaEngine.class.getDeclaredMethods()) {
            if (candidate.getName().equals(method)) {
                candidate.setAccessible(true);
                return new ELFunctionDefinition("", name, candidate);
            }
        }
        throw new AssertionError(method);
    }

    static Object raiseException(Object message) {
        throw new Raised(String.valueOf(message));
    }

    static String strftimeNow(String format) {
        return StrftimeFormatter.format(ZonedDateTime.now(), format, Locale.ENGLISH);
    }

    /** Jinjava lets an unknown filter or test yield nothing; Jinja2 refuses the template, and so does this. */
    private static final class StrictContext extends Context {

        StrictContext(Context parent, Map<String, ?> variables, Map<Library, Set<String>> disabled) {
            super(parent, variables, disabled);
        }

        @Override
        public Filter getFilter(String name) {
            return known(super.getFilter(name), "filter", name);
        }

        @Override
        public ExpTest getExpTest(String name) {
            return known(super.getExpTest(name), "test", name);
        }

        private static <T> T known(T found, String kind, String name) {
            if (found == null) {
                throw new InterpretException("no " + kind + " \"" + name + "\" is known");
            }
            return found;
        }
    }

    /** An error, because Jinjava continues after exceptions. */
    private static final class Exhausted extends Error {

        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("too many steps", null, false, false);
        }
    }

    /** What a template raised itself. */
    private static final class Raised extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Raised(String message) {
            super(message);
        }
    }

    /** Python's JSON, as transformers gives it to templates. */
    private static final class ToJson implements Filter {

        @Override
        public String getName() {
            return "tojson";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... args) {
            return PythonJson.write(value, args.length > 0 ? Integer.parseInt(args[0]) : -1);
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, Object[] args, Map<String, Object> named) {
            List<Object> all = new ArrayList<>(List.of(args));
            if (named.get("indent") != null) {
                all.add(0, named.get("indent"));
            }
            return PythonJson.write(value, !all.isEmpty() && all.get(0) instanceof Number n ? n.intValue() : -1);
        }
    }

    /** {@code {% generation %}} marks answers for other tools; it writes nothing itself. */
    private static final class Generation implements Tag {

        private static final long serialVersionUID = 1L;

        @Override
        public String getName() {
            return "generation";
        }

        @Override
        public String getEndTagName() {
            return "endgeneration";
        }

        @Override
        public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
            StringBuilder text = new StringBuilder();
            for (Node child : tag.getChildren()) {
                text.append(child.render(interpreter).getValue());
            }
            return text.toString();
        }
    }
}
