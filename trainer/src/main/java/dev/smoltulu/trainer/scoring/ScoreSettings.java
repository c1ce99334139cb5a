package dev.smoltulu.trainer.scoring;

import dev.smoltulu.runtime.Device;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What is scored and how.
 *
 * @param model        folder of a reward model
 * @param data         file or folder of rows
 * @param output       file that gets a line a row
 * @param maxLength    maximum tokens of a text; all the positions that the model has where empty
 * @param chatTemplate how messages become text: model, tulu or chatml
 * @param batchTokens  tokens of one forward pass
 */
public record ScoreSettings(
        Path model,
        Path data,
        Path output,
        OptionalInt maxLength,
        String chatTemplate,
        int batchTokens,
        Device device) {}
