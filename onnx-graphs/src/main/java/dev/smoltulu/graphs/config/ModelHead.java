package dev.smoltulu.graphs.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The head on a decoder's hidden states. */
public enum ModelHead {
    /** Logits over the vocabulary: transformers' LlamaForCausalLM. */
    LANGUAGE_MODEL("LlamaForCausalLM"),
    /** One number, read at a sequence's last token: transformers' LlamaForSequenceClassification with one label. */
    SCORE("LlamaForSequenceClassification");

    private final String architecture;

    ModelHead(String architecture) {
        this.architecture = architecture;
    }

    /** The class name in config.json's {@code architectures}. */
    public String architecture() {
        return architecture;
    }

    static String architectures() {
        return Arrays.stream(values()).map(ModelHead::architecture).collect(Collectors.joining(" and "));
    }
}
