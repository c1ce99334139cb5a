package dev.smoltulu.hub;

import java.util.List;

/** Which files of a model are wanted. */
public enum FileSet {
    /** Configuration, tokenizer and safetensors weights. */
    MODEL,
    /** Configuration and tokenizer alone, for a model that starts from random weights. */
    CONFIGURATION;

    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Everything wanted besides the weights, the indispensable first. */
    static final List<String> SIDE_FILES = List.of(
            CONFIG,
            "tokenizer.json",
            "tokenizer_config.json",
            "generation_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "added_tokens.json");

    /** Files that a cached snapshot must have, or be known not to have, to be used without asking the hub. */
    static final List<String> CORE_FILES = SIDE_FILES.subList(0, 3);

    boolean withWeights() {
        return this == MODEL;
    }
}
