package dev.smoltulu.runtime.generation;

/** Why a sequence ended. */
public enum FinishReason {
    /** It produced one of its stop tokens, which is its last token. */
    STOP_TOKEN,
    /** Its rule said so. */
    STOP_RULE,
    /** It has as many tokens as it may have, or the model has no further positions. */
    LENGTH
}
