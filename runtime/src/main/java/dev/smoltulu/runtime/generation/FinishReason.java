package dev.smoltulu.runtime.generation;

/** Why a sequence ended. */
public enum FinishReason {
    /** It generated one of its stop tokens, which is its last token. */
    STOP_TOKEN,
    /** Its stop rule ended it. */
    STOP_RULE,
    /** It reached its maximum of new tokens or the model's last position. */
    LENGTH
}
