package dev.smoltulu.eval.harness;

import dev.smoltulu.base.python.PythonRandom;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Prompts as lm-evaluation-harness makes them: documents in their order, examples drawn anew for each with one
 * generator of seed 1234, all in one user turn unless the settings ask for a turn each.
 *
 * @param joining  the task's
 * @param context the user's settings and the model
 */
record LmEvalPrompts(Benchmark.Joining joining, PromptContext context) implements PromptFormat {

    private static final long SEED = 1234;
    private static final String SYSTEM = "system";
    private static final String USER = "user";

    @Override
    public List<Example> order(List<Example> documents) {
        return documents;
    }

    @Override
    public FewShots fewShots(Shots.Selection selection, List<Example> pool, int count) {
        BiPredicate<Example, Example> same = (example, asked) -> example.doc().equals(asked.doc());
        PythonRandom random = new PythonRandom(SEED);
        return switch (selection) {
            case SAMPLED -> FewShots.sampled(pool, count, count, random, (example, asked) -> false);
            case SAMPLED_WITHOUT_DOCUMENT -> FewShots.sampled(pool, count, count + 1, random, same);
            case SAMPLED_FROM_TRAIN, BALANCED -> throw new IllegalArgumentException(selection + " is lighteval's");
        };
    }

    @Override
    public Prompt prompt(List<Example> shots, Example asked) {
        String text = context.chatTemplate()
                .map(template -> template.render(messages(shots, asked), true))
                .orElseGet(() -> system() + solved(shots) + asked.query());
        return new Prompt(text, shots.size());
    }

    private List<ChatMessage> messages(List<Example> shots, Example asked) {
        List<ChatMessage> messages = new ArrayList<>();
        if (!system().isEmpty()) {
            messages.add(new ChatMessage(SYSTEM, system()));
        }
        if (!context.settings().fewshotAsMultiturn()) {
            messages.add(new ChatMessage(USER, solved(shots) + asked.query()));
            return messages;
        }
        for (Example shot : shots) {
            messages.add(new ChatMessage(USER, shot.query()));
            messages.add(new ChatMessage(ChatMessage.ASSISTANT, shot.answer()));
        }
        messages.add(new ChatMessage(USER, asked.query()));
        return messages;
    }

    /** System prompt and description, with a delimiter only where neither brings white space; nothing follows them. */
    private String system() {
        String prompt = context.settings().systemPrompt().orElse("");
        String description = joining.description();
        boolean apart = prompt.isEmpty()
                || description.isEmpty()
                || PythonText.isSpace(prompt.charAt(prompt.length() - 1))
                || PythonText.isSpace(description.charAt(0));
        return prompt + (apart ? "" : joining.fewshotDelimiter()) + description;
    }

    private String solved(List<Example> shots) {
        StringBuilder text = new StringBuilder();
        for (Example shot : shots) {
            text.append(shot.query())
                    .append(joining.targetDelimiter())
                    .append(shot.answer())
                    .append(joining.fewshotDelimiter());
        }
        return text.toString();
    }

    /** In a chat the choice is the whole answer, so nothing precedes it. */
    @Override
    public String choiceDelimiter() {
        return context.chatTemplate().isPresent() ? "" : joining.targetDelimiter();
    }

    @Override
    public List<String> stop(Output.Generation generation) {
        return generation.stop();
    }
}
