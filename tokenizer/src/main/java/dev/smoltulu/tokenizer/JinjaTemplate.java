package dev.smoltulu.tokenizer;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.jinja.Template;
import dev.smoltulu.tokenizer.jinja.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The model's own Jinja chat template. Safe for use by any number of threads.
 *
 * <p>Where an answer lies is read from renders of the conversation's beginnings: the render of everything before it,
 * with a generation prompt, ends where the answer starts; the render up to and with it ends where the turn ends. Where
 * a template is not stable under such cuts, the contents are rendered between two characters that occur nowhere else,
 * and the result counts only if it is the same text apart from them.
 */
final class JinjaTemplate implements ChatTemplate {

    private static final char FIRST_PRIVATE = '\uE000';
    private static final char LAST_PRIVATE = '\uF8FF';

    private final String source;
    private final Map<String, Object> tokens = new LinkedHashMap<>();
    /** Strings that end a turn when they are at its end. */
    private final Set<String> endTokens;

    private final Template template;

    JinjaTemplate(String source, TextTokenizer tokenizer) {
        this(source, tokenizer.bosToken(), tokenizer.eosToken(), tokenizer.padToken(), tokenizer.specialTokens());
    }

    JinjaTemplate(
            String source, Optional<String> bos, Optional<String> eos, Optional<String> pad, Set<String> special) {
        this.source = source;
        tokens.put("bos_token", bos.orElse(""));
        tokens.put("eos_token", eos.orElse(""));
        tokens.put("pad_token", pad.orElse(""));
        this.endTokens = new TreeSet<>(special);
        eos.ifPresent(endTokens::add);
        try {
            this.template = Template.chat(source);
        } catch (TemplateException e) {
            throw TemplateErrors.userError("the model's chat template", "conversation", e);
        }
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        List<Map<String, Object>> turns = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", message.role());
            turn.put("content", message.content());
            turns.add(turn);
        }
        Map<String, Object> variables = new LinkedHashMap<>(tokens);
        variables.put("tools", null);
        variables.put("documents", null);
        variables.put("messages", turns);
        variables.put("add_generation_prompt", addGenerationPrompt);
        try {
            return template.render(variables);
        } catch (TemplateException e) {
            throw TemplateErrors.userError("the model's chat template", "conversation", e);
        }
    }

    @Override
    public RenderedChat renderForTraining(List<ChatMessage> messages) {
        String text = render(messages, false);
        List<RenderedChat.Answer> answers = fromPrefixes(messages, text);
        if (answers == null) {
            answers = fromSentinels(messages, text, false);
        }
        if (answers == null) {
            answers = fromSentinels(messages, text, true);
        }
        if (answers == null) {
            throw UserError.failed("the model's chat template rewrites assistant turns, so where they begin and end"
                    + " in the text cannot be told; set chat_template to tulu or chatml, or assistant_only_loss to"
                    + " false");
        }
        return new RenderedChat(text, answers);
    }

    /** Answers by cutting the conversation before and after each; null where the cuts do not agree with the text. */
    private List<RenderedChat.Answer> fromPrefixes(List<ChatMessage> messages, String text) {
        List<RenderedChat.Answer> answers = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).isAssistant()) {
                continue;
            }
            String before = renderOrNull(messages.subList(0, i), true);
            String bare = renderOrNull(messages.subList(0, i), false);
            String after = i == messages.size() - 1 ? text : renderOrNull(messages.subList(0, i + 1), false);
            // A template that writes no generation prompt does not show where its header ends.
            if (before == null
                    || before.equals(bare)
                    || !text.startsWith(before)
                    || after == null
                    || !text.startsWith(after)
                    || after.length() < before.length()) {
                return null;
            }
            String turn = text.substring(before.length(), after.length());
            int length = answerLength(turn, messages.get(i).content());
            if (length < 0) {
                return null;
            }
            answers.add(new RenderedChat.Answer(i, before.length(), before.length() + length));
        }
        return answers;
    }

    /**
     * How much of a turn (everything after its header) is trained: through its end-of-turn token, without the blank
     * after it. Where nothing but blanks follows the content, they are what ends the turn and belong to it.
     * Negative where the content is not in the turn.
     */
    private int answerLength(String turn, String content) {
        String full = turn.stripTrailing();
        for (String token : endTokens) {
            if (!token.isEmpty() && full.endsWith(token)) {
                return full.length();
            }
        }
        String core = content.stripTrailing();
        int at = turn.lastIndexOf(core);
        if (at < 0) {
            return -1;
        }
        return turn.substring(at + core.length()).isBlank() ? turn.length() : full.length();
    }

    /** Answers from contents rendered between two sentinels; null where the template does not leave them alone. */
    private List<RenderedChat.Answer> fromSentinels(List<ChatMessage> messages, String text, boolean insideBlanks) {
        StringBuilder taken = new StringBuilder(text);
        messages.forEach(message -> taken.append(message.content()));
        char open = unused(taken, FIRST_PRIVATE);
        char close = unused(taken, (char) (open + 1));
        List<ChatMessage> marked = new ArrayList<>();
        for (ChatMessage message : messages) {
            marked.add(
                    message.isAssistant()
                            ? new ChatMessage(message.role(), mark(message.content(), open, close, insideBlanks))
                            : message);
        }
        String whole = renderOrNull(marked, false);
        if (whole == null || !without(whole, open, close).equals(text)) {
            return null;
        }
        List<RenderedChat.Answer> answers = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < messages.size(); i++) {
            if (!messages.get(i).isAssistant()) {
                continue;
            }
            int start = whole.indexOf(open, from);
            int end = whole.indexOf(close, start + 1);
            String until = i == messages.size() - 1 ? whole : renderOrNull(marked.subList(0, i + 1), false);
            if (start < 0 || end < 0 || until == null || until.lastIndexOf(close) < 0) {
                return null;
            }
            String ending = ending(until.substring(until.lastIndexOf(close) + 1), whole.substring(end + 1));
            if (ending == null) {
                return null;
            }
            int removed = 2 * answers.size() + 1;
            answers.add(new RenderedChat.Answer(i, start - removed + 1, end - removed + ending.length()));
            from = end + 1;
        }
        return whole.indexOf(open, from) < 0 && whole.indexOf(close, from) < 0 ? answers : null;
    }

    /**
     * What ends a turn: the text after its content when it is the last one, as far as it also {@code follows} the
     * content in the whole conversation. Less than all of it counts only through an end-of-turn token (some templates
     * end the whole text once more); null where there is none.
     */
    private String ending(String whenLast, String follows) {
        String ending = whenLast.isBlank() ? whenLast : whenLast.stripTrailing();
        if (follows.startsWith(ending)) {
            return ending;
        }
        int common = 0;
        while (common < Math.min(whenLast.length(), follows.length())
                && whenLast.charAt(common) == follows.charAt(common)) {
            common++;
        }
        String shared = whenLast.substring(0, common);
        int end = 0;
        for (String token : endTokens) {
            int at = token.isEmpty() ? -1 : shared.lastIndexOf(token);
            end = at < 0 ? end : Math.max(end, at + token.length());
        }
        return end == 0 ? null : shared.substring(0, end);
    }

    private static String mark(String content, char open, char close, boolean insideBlanks) {
        if (!insideBlanks) {
            return open + content + close;
        }
        String core = content.strip();
        int at = core.isEmpty() ? content.length() : content.indexOf(core);
        return content.substring(0, at) + open + core + close + content.substring(at + core.length());
    }

    private static String without(String text, char open, char close) {
        return text.replace(String.valueOf(open), "").replace(String.valueOf(close), "");
    }

    private static char unused(CharSequence text, char from) {
        String taken = text.toString();
        for (char c = from; c <= LAST_PRIVATE; c++) {
            if (taken.indexOf(c) < 0) {
                return c;
            }
        }
        throw UserError.failed("this conversation uses every private-use character of Unicode; nothing is left to mark"
                + " its answers with");
    }

    private String renderOrNull(List<ChatMessage> messages, boolean addGenerationPrompt) {
        try {
            return render(messages, addGenerationPrompt);
        } catch (UserError e) {
            return null;
        }
    }
}
