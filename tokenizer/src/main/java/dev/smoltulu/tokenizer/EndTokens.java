package dev.smoltulu.tokenizer;

import dev.smoltulu.graphs.config.GenerationConfig;
import dev.smoltulu.graphs.config.LlamaConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The tokens with which a model ends an answer. */
public final class EndTokens {

    private EndTokens() {}

    /**
     * Every id that one of the model's files calls the end of a sequence: config.json, generation_config.json and the
     * tokenizer's.
     */
    public static Set<Integer> of(Path modelFolder, LlamaConfig config, TextTokenizer tokenizer) {
        Set<Integer> ids = new TreeSet<>(config.eosTokenIds());
        ids.addAll(GenerationConfig.read(modelFolder).eosTokenIds());
        tokenizer.eosId().ifPresent(ids::add);
        return Collections.unmodifiableSet(ids);
    }
}
