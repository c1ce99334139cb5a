package dev.smoltulu.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** A parsed template. Safe for use by any number of threads. */
public final class Template {

    private final List<Statement> statements;
    private final boolean chat;

    private Template(List<Statement> statements, boolean chat) {
        this.statements = statements;
        this.chat = chat;
    }

    /**
     * A chat template, with the settings of transformers ({@code trim_blocks}, {@code lstrip_blocks}, undefined values
     * are empty, {@code tojson} as {@code json.dumps}).
     *
     * @throws TemplateException where it is not Jinja
     */
    public static Template chat(String source) {
        return parse(source, true);
    }

    /**
     * A template of a task file, with the settings of lm-evaluation-harness (all white space stays, undefined values are
     * errors).
     *
     * @throws TemplateException where it is not Jinja
     */
    public static Template row(String source) {
        return parse(source, false);
    }

    private static Template parse(String source, boolean chat) {
        try {
            return new Template(Parser.parse(Lexer.tokens(source, chat)), chat);
        } catch (StackOverflowError deep) {
            throw Budget.limit("it nests too deeply");
        }
    }

    /**
     * The text for these variables: values of the types that the package names.
     *
     * @throws TemplateException where the template does not fit them, calls {@code raise_exception} or reaches a limit
     */
    public String render(Map<String, Object> variables) {
        try {
            return new Renderer(chat, variables).render(statements);
        } catch (StackOverflowError deep) {
            throw Budget.limit("it nests too deeply");
        }
    }
}
