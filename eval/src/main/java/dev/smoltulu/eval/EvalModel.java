package dev.smoltulu.eval;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.OwnedResources;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.scoring.ScoringSession;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The model that is evaluated.
 *
 * @param prefixToken id that the first token of a text is predicted from: the tokenizer's bos, else its eos, else
 *                    config.json's, as lm-evaluation-harness has it
 * @param maxLength   most tokens the model is fed at once
 * @param batchTokens token budget of one forward pass
 * @param owned       what is closed with the model
 */
public record EvalModel(LlamaConfig config, TextTokenizer tokenizer, ScoringSession session, int prefixToken,
        int maxLength, int batchTokens, OwnedResources owned) implements AutoCloseable {

    /**
     * Loads a Hugging Face model folder.
     *
     * @param maxLength if missing, all the positions that the model has
     * @throws UserError when the folder is broken, or the length more than the model has
     */
    public static EvalModel open(Path folder, OptionalInt maxLength, int batchTokens) {
        LlamaConfig config = LlamaConfig.read(folder);
        int length = maxLength.orElse(config.maxPositions());
        if (length > config.maxPositions()) {
            throw UserError.usage("--max-length " + length + " is more than the " + config.maxPositions()
                    + " positions of " + folder + "; give at most that, or leave it out");
        }
        OwnedResources owned = new OwnedResources();
        try {
            TextTokenizer tokenizer = owned.own(TextTokenizer.load(folder));
            ModelParameters parameters = owned.own(ModelParameters.read(folder, config));
            ScoringSession session = owned.own(new ScoringSession(config, parameters.tensors(), length, batchTokens,
                    SessionSettings.on(Device.CPU)));
            return new EvalModel(config, tokenizer, session, prefixToken(folder, config, tokenizer), length,
                    batchTokens, owned);
        } catch (RuntimeException e) {
            owned.close();
            throw e;
        }
    }

    private static int prefixToken(Path folder, LlamaConfig config, TextTokenizer tokenizer) {
        OptionalInt named = tokenizer.bosId().isPresent() ? tokenizer.bosId() : tokenizer.eosId();
        if (named.isPresent() && named.getAsInt() < config.vocabSize()) {
            return named.getAsInt();
        }
        if (named.isPresent()) {
            throw foreign(folder.toString(), named.getAsInt(), config);
        }
        return config.bosTokenId().or(() -> config.eosTokenIds().stream().findFirst()).orElseThrow(() ->
                UserError.failed(folder + ": neither the tokenizer nor config.json names a bos or eos token, which "
                        + "the first token of a text is predicted from; add bos_token to tokenizer_config.json"));
    }

    /**
     * Token ids of {@code text}, none added.
     *
     * @param where what an error names
     * @throws UserError when the tokenizer has ids that the model has no embedding for
     */
    public int[] encode(String text, String where) {
        int[] ids = tokenizer.encode(text);
        for (int id : ids) {
            if (id >= config.vocabSize()) {
                throw foreign(where, id, config);
            }
        }
        return ids;
    }

    private static UserError foreign(String where, int id, LlamaConfig config) {
        return UserError.failed(where + ": the tokenizer gives token id " + id + ", but the model has "
                + config.vocabSize() + " ids; use the tokenizer files that belong to the model");
    }

    @Override
    public void close() {
        owned.close();
    }
}
