package dev.smoltulu.eval.model;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.scoring.ScoringSession;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The model that is evaluated. Its weights are read once; the sessions that score and generate share them. */
public final class EvalModel implements AutoCloseable {

    private final OwnedResources owned;
    private final ModelChoice choice;
    private final LlamaConfig config;
    private final TextTokenizer tokenizer;
    private final ModelParameters parameters;
    private final int prefixToken;
    private final int maxLength;
    private final Set<Integer> endTokens;
    private ScoringSession scoring;
    private GenerationEngine generation;
    private String sha256;

    private EvalModel(ModelChoice choice) {
        this.choice = choice;
        this.config = LlamaConfig.read(choice.folder());
        this.maxLength = choice.maxLength().orElse(config.maxPositions());
        if (maxLength > config.maxPositions()) {
            throw UserError.usage("`max_length` " + maxLength + " is more than the " + config.maxPositions()
                    + " positions of " + choice.folder() + "; give at most that, or leave it out");
        }
        choice.device().requireAvailable();
        try (OwnedResources opening = new OwnedResources()) {
            this.tokenizer = opening.own(TextTokenizer.load(choice.folder()));
            this.prefixToken = findPrefixToken();
            this.endTokens = EndTokens.of(choice.folder(), config, tokenizer);
            this.parameters = opening.own(ModelParameters.read(
                    choice.folder(), config, choice.device(), choice.device().inferenceType()));
            this.owned = opening.release();
        }
    }

    /**
     * Loads a Hugging Face model folder.
     *
     * @throws UserError when the folder is broken, or the length more than the model has
     */
    public static EvalModel open(ModelChoice choice) {
        return new EvalModel(choice);
    }

    private int findPrefixToken() {
        OptionalInt named = tokenizer.bosId().isPresent() ? tokenizer.bosId() : tokenizer.eosId();
        if (named.isPresent() && named.getAsInt() < config.vocabSize()) {
            return named.getAsInt();
        }
        if (named.isPresent()) {
            throw foreign(choice.folder().toString(), named.getAsInt());
        }
        return config.bosTokenId()
                .or(() -> config.eosTokenIds().stream().findFirst())
                .orElseThrow(
                        () -> UserError.failed(
                                choice.folder() + ": neither the tokenizer nor config.json names a bos or eos token, "
                                        + "which the first token of a text is predicted from; add bos_token to tokenizer_config.json"));
    }

    /** The model's tokenizer, which the model closes. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Id that the first token of a text is predicted from: the tokenizer's bos, else its eos, else config.json's, as
     * lm-evaluation-harness has it.
     */
    public int prefixToken() {
        return prefixToken;
    }

    /** Maximum length of the model's input in tokens. */
    public int maxLength() {
        return maxLength;
    }

    /** Over the files that decide what the model answers, in hexadecimal. */
    public String sha256() {
        if (sha256 == null) {
            sha256 = ModelHash.of(choice.folder());
        }
        return sha256;
    }

    /** The session that says how likely given tokens are. */
    public ScoringSession scoring() {
        if (scoring == null) {
            scoring = owned.own(new ScoringSession(
                    config,
                    parameters.tensors(),
                    maxLength,
                    choice.batchTokens(),
                    SessionSettings.on(choice.device())));
        }
        return scoring;
    }

    /** The engine that answers prompts. */
    public GenerationEngine generation() {
        if (generation == null) {
            generation = owned.own(GenerationEngine.ofFixed(
                    config,
                    parameters.tensors(),
                    GenerationSettings.on(choice.device()),
                    SessionSettings.on(choice.device())));
        }
        return generation;
    }

    /** Ids that end an answer: what the model's files call the end of a sequence. */
    public Set<Integer> endTokens() {
        return endTokens;
    }

    /**
     * Token ids of {@code text}.
     *
     * @param addSpecialTokens with those that the tokenizer adds by itself
     * @param where            what an error names
     * @throws UserError when the tokenizer has ids that the model has no embedding for
     */
    public int[] encode(String text, boolean addSpecialTokens, String where) {
        int[] ids = tokenizer.encode(text, addSpecialTokens);
        for (int id : ids) {
            if (id >= config.vocabSize()) {
                throw foreign(where, id);
            }
        }
        return ids;
    }

    private UserError foreign(String where, int id) {
        return UserError.failed(where + ": the tokenizer gives token id " + id + ", but the model has "
                + config.vocabSize() + " ids; use the tokenizer files that belong to the model");
    }

    @Override
    public void close() {
        owned.close();
    }

    /** A hash over the files of a model folder that decide what the model answers: weights, configuration, tokenizer. */
    private static final class ModelHash {

        private static final List<String> ENDINGS = List.of(".safetensors", ".safetensors.index.json");
        private static final List<String> NAMES = List.of(
                "config.json",
                "generation_config.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "special_tokens_map.json",
                "chat_template.jinja");

        private ModelHash() {}

        /** In hexadecimal. */
        static String of(Path folder) {
            StringBuilder lines = new StringBuilder();
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path file : inside.filter(ModelHash::decides).sorted().toList()) {
                    lines.append(file.getFileName())
                            .append(' ')
                            .append(Sha256.of(List.of(file)))
                            .append('\n');
                }
            } catch (IOException e) {
                throw UserError.failed(folder + ": the folder cannot be read (" + e + ")", e);
            }
            return Sha256.of(lines.toString());
        }

        private static boolean decides(Path file) {
            String name = file.getFileName().toString();
            return NAMES.contains(name) || ENDINGS.stream().anyMatch(name::endsWith);
        }
    }
}
