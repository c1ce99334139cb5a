package dev.smoltulu.eval.model;

import dev.smoltulu.runtime.Device;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The model that is evaluated and how it is run.
 *
 * @param name        as the user names it
 * @param folder      where it lies, in Hugging Face layout
 * @param device      where it computes
 * @param maxLength   maximum length of its input in tokens; all its positions if empty
 * @param batchTokens token budget of one forward pass; changes speed and memory, never results beyond rounding
 */
public record ModelChoice(String name, Path folder, Device device, OptionalInt maxLength, int batchTokens) {

    public static final int DEFAULT_BATCH_TOKENS = 1024;
    /** The default on a GPU, which needs larger matrix multiplications to be busy. */
    public static final int GPU_BATCH_TOKENS = 8192;

    /** The default token budget where {@code device} computes. */
    public static int batchTokens(Device device) {
        return device.kind() == Device.Kind.CUDA ? GPU_BATCH_TOKENS : DEFAULT_BATCH_TOKENS;
    }

    public ModelChoice {
        if (batchTokens < 1 || maxLength.orElse(1) < 1) {
            throw new IllegalArgumentException("a number below 1");
        }
    }
}
