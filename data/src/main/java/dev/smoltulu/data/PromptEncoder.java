package dev.smoltulu.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Turns rows into prompts with their verifiers; errors name file and row. Safe for use by several threads. */
final class PromptEncoder implements AutoCloseable {

    private final EncodingOptions options;
    private final Verifiers verifiers;
    private final Optional<String> fallback;
    private final Map<String, Verifier> opened = new ConcurrentHashMap<>();

    /** @param fallback the verifier of rows that name no dataset */
    PromptEncoder(EncodingOptions options, Verifiers verifiers, Optional<String> fallback) {
        this.options = options;
        this.verifiers = verifiers;
        this.fallback = fallback;
    }

    PromptExample encode(String where, JsonObject json) {
        PromptRow row = PromptRow.parse(where, json, options.vocabSize());
        String verifier = verifier(where, row.dataset());
        check(where, verifier, row.groundTruth());
        String source = row.dataset().orElse(verifier);
        if (row.prompt() instanceof PromptRow.Prompt.Ids prompt) {
            String text = options.tokenizer() == null ? "" : options.tokenizer().decode(prompt.ids(), false);
            return new PromptExample(prompt.ids(), text, row.groundTruth(), verifier, source, where);
        }
        String text = text(where, row.prompt());
        // A template writes every special token itself; plain text gets those that the tokenizer adds.
        boolean plain = row.prompt() instanceof PromptRow.Prompt.Text;
        int[] ids = options.tokenizer(where).encode(text, plain);
        if (ids.length == 0) {
            throw UserError.failed(where + ": the prompt has no tokens; write one that is not empty");
        }
        options.check(where, ids);
        return new PromptExample(ids, text, row.groundTruth(), verifier, source, where);
    }

    private String verifier(String where, Optional<String> dataset) {
        if (dataset.isEmpty()) {
            return fallback.orElseThrow(() -> UserError.failed(where + ": dataset is missing; add the name of the"
                    + " verifier (" + String.join(", ", verifiers.names()) + ")"));
        }
        return verifiers
                .nameFor(dataset.get())
                .orElseThrow(() -> UserError.failed(where + ": dataset \""
                        + dataset.get() + "\" has no verifier; there is " + String.join(", ", verifiers.names())
                        + ", and the recipe's verifiers may add it"));
    }

    private void check(String where, String verifier, JsonElement groundTruth) {
        try {
            opened.computeIfAbsent(verifier, verifiers::open).check(groundTruth);
        } catch (UserError e) {
            throw UserError.failed(where + ": " + e.getMessage(), e);
        }
    }

    private String text(String where, PromptRow.Prompt prompt) {
        if (prompt instanceof PromptRow.Prompt.Text plain) {
            return plain.text();
        }
        ChatTemplate template = options.template(where);
        try {
            return template.render(((PromptRow.Prompt.Chat) prompt).messages(), true);
        } catch (UserError e) {
            throw UserError.failed(where + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        opened.values().forEach(Verifier::close);
    }
}
