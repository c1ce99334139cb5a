package dev.smoltulu.deploy.generate;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.Completion;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationListener;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.GeneratedText;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A model folder that answers: weights, tokenizer and generation engine. */
public final class TextModel implements AutoCloseable {

    private final OwnedResources owned;
    private final Path folder;
    private final LlamaConfig config;
    private final TextTokenizer tokenizer;
    private final GenerationEngine engine;
    private final Set<Integer> stopTokens;

    /**
     * Loads a model folder.
     *
     * @param device where it computes
     * @throws UserError when a file is missing or broken
     */
    public TextModel(Path folder, Device device) {
        this.folder = folder;
        this.config = LlamaConfig.read(folder);
        device.requireAvailable();
        try (OwnedResources opening = new OwnedResources()) {
            this.tokenizer = opening.own(TextTokenizer.load(folder));
            this.stopTokens = EndTokens.of(folder, config, tokenizer);
            ModelParameters parameters =
                    opening.own(ModelParameters.read(folder, config, device, device.inferenceType()));
            this.engine = opening.own(GenerationEngine.ofFixed(
                    config, parameters.tensors(), GenerationSettings.on(device), SessionSettings.on(device)));
            this.owned = opening.release();
        }
    }

    /** The model's tokenizer, which the model closes. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /** Most tokens of a prompt: one position is left for an answer. */
    public int longestPrompt() {
        return config.maxPositions() - 1;
    }

    /**
     * Token ids of a text as transformers would give them to the model; an empty one begins with the bos token.
     *
     * @throws UserError when the text is empty and no bos token is known
     */
    public int[] encodePlain(String text) {
        int[] ids = tokenizer.encode(text, true);
        return ids.length > 0 ? ids : new int[] {bos()};
    }

    private int bos() {
        if (config.bosTokenId().isPresent()) {
            return config.bosTokenId().get();
        }
        return tokenizer
                .bosId()
                .orElseThrow(() -> UserError.usage(
                        "the prompt is empty, and " + folder + " names no bos token to begin with; give a prompt"));
    }

    /**
     * Generates one answer.
     *
     * @param streamed hears of text as it becomes certain
     * @param stop     asked after each token whether to give up
     * @return nothing when given up
     * @throws UserError when the prompt is too long or has tokens the model does not know
     */
    public Optional<Answer> answer(int[] prompt, Settings settings, Consumer<String> streamed, BooleanSupplier stop) {
        requireFitting(prompt);
        Reading reading = new Reading(new GeneratedText(tokenizer, settings.stops()), streamed);
        GenerationRequest request =
                new GenerationRequest(prompt, settings.maxNewTokens(), settings.sampling(), stopTokens, reading::stops);
        engine.generate(List.of(request), reading, stop);
        return Optional.ofNullable(reading.completion)
                .map(completion -> new Answer(prompt, completion, reading.text.text()));
    }

    private void requireFitting(int[] prompt) {
        if (prompt.length > longestPrompt()) {
            throw UserError.failed("the prompt has " + prompt.length + " tokens; the model's " + config.maxPositions()
                    + " positions leave room for " + longestPrompt() + "; shorten it");
        }
        if (Arrays.stream(prompt).anyMatch(id -> id >= config.vocabSize())) {
            throw UserError.failed(folder + ": the tokenizer gives ids that the model, with vocab_size "
                    + config.vocabSize() + ", does not know; the two do not belong together");
        }
    }

    @Override
    public void close() {
        owned.close();
    }

    /** Turns tokens to text as they come and ends the answer at a stop string. */
    private static final class Reading implements GenerationListener {

        private final GeneratedText text;
        private final Consumer<String> streamed;
        private Completion completion;

        Reading(GeneratedText text, Consumer<String> streamed) {
            this.text = text;
            this.streamed = streamed;
        }

        boolean stops(int[] tokens, int count) {
            streamed.accept(text.push(tokens[count - 1]));
            return text.stopped();
        }

        @Override
        public void finished(int request, Completion finished) {
            streamed.accept(text.finish());
            completion = finished;
        }
    }

    /**
     * What a model answered.
     *
     * @param prompt     token ids it was given
     * @param completion token ids it gave, a stop token or a stop string's tokens included
     * @param text       the answer's text, without special tokens and cut before a stop string
     */
    public record Answer(int[] prompt, Completion completion, String text) {}

    /**
     * How answers are generated.
     *
     * @param maxNewTokens maximum number of tokens of an answer
     * @param stops        strings that end an answer and are not part of it
     */
    public record Settings(int maxNewTokens, Sampling sampling, List<String> stops) {

        public Settings {
            stops = List.copyOf(stops);
        }
    }
}
