package dev.smoltulu.eval.harness;

import dev.smoltulu.base.python.PythonRandom;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prompts as lighteval makes them at the commit that SmolLM2's evaluation pins: one generator of seed 42 shuffles the
 * documents and then draws their examples; in a chat each example is two turns, and an answer keeps the space before
 * it; examples of a prompt that would be too long are left out from the end.
 */
final class LightevalPrompts implements PromptFormat {

    private static final long SEED = 42;

    private final Benchmark.Joining joining;
    private final PromptContext context;
    /** Of a prompt, for the answer to have room after it. */
    private final int maxTokens;

    private final PythonRandom random = new PythonRandom(SEED);

    LightevalPrompts(Benchmark.Joining joining, Output output, PromptContext context) {
        this.joining = joining;
        this.context = context;
        int answer = output instanceof Output.Generation generation ? generation.maxNewTokens() : 0;
        this.maxTokens = context.model().maxLength() - answer;
    }

    @Override
    public List<Example> order(List<Example> documents) {
        List<Example> shuffled = new ArrayList<>(documents);
        random.shuffle(shuffled);
        return shuffled;
    }

    @Override
    public FewShots fewShots(Shots.Selection selection, List<Example> pool, int count) {
        return switch (selection) {
            case SAMPLED_FROM_TRAIN -> FewShots.sampled(pool, count, count, random, Example::asks);
            case BALANCED -> FewShots.Balanced.of(pool, count);
            case SAMPLED, SAMPLED_WITHOUT_DOCUMENT -> throw new IllegalArgumentException(selection + " is lm-eval's");
        };
    }

    @Override
    public Prompt prompt(List<Example> shots, Example asked) {
        int kept = shots.size();
        String text = text(shots, asked);
        while (kept > 0 && context.model().tokens(text) > maxTokens) {
            kept--;
            text = text(shots.subList(0, kept), asked);
        }
        return new Prompt(text, kept);
    }

    private String text(List<Example> shots, Example asked) {
        return context.chatTemplate()
                .map(template -> template.render(messages(shots, asked), true))
                .orElseGet(() -> context.settings().systemPrompt().orElse("") + plain(shots, asked));
    }

    private List<ChatMessage> messages(List<Example> shots, Example asked) {
        List<ChatMessage> messages = new ArrayList<>();
        context.settings().systemPrompt().ifPresent(prompt -> messages.add(new ChatMessage("system", prompt)));
        for (Example shot : shots) {
            messages.add(new ChatMessage("user", shot.query()));
            messages.add(new ChatMessage(ChatMessage.ASSISTANT, joining.targetDelimiter() + shot.answer()));
        }
        messages.add(new ChatMessage("user", asked.query()));
        return messages;
    }

    private String plain(List<Example> shots, Example asked) {
        Stream<String> solved = shots.stream().map(shot -> shot.query() + joining.targetDelimiter() + shot.answer());
        return String.join(
                joining.fewshotDelimiter(),
                Stream.concat(solved, Stream.of(asked.query())).toList());
    }

    @Override
    public String choiceDelimiter() {
        return joining.targetDelimiter();
    }

    /** In a chat only the end of the turn ends an answer. */
    @Override
    public List<String> stop(Output.Generation generation) {
        return context.chatTemplate().isPresent() ? List.of() : generation.stop();
    }
}
