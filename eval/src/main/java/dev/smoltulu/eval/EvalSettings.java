package dev.smoltulu.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is evaluated, and where the results go.
 *
 * @param modelName      the model as the user names it
 * @param modelFolder    where it lies
 * @param data           file of documents
 * @param output         folder for the results; made if missing
 * @param limit          documents to score, from the first on; all if missing
 * @param maxLength      most tokens the model is fed at once; all its positions if missing
 * @param batchTokens    token budget of one forward pass; changes speed and memory, never results beyond rounding
 * @param programVersion of this program, for the results
 */
public record EvalSettings(String modelName, Path modelFolder, List<EvalTask> tasks, Path data, Path output,
        OptionalInt limit, OptionalInt maxLength, int batchTokens, String programVersion) {

    public static final int DEFAULT_BATCH_TOKENS = 4096;

    public EvalSettings {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty() || batchTokens < 1 || maxLength.orElse(1) < 1 || limit.orElse(1) < 1) {
            throw new IllegalArgumentException("no task, or a number below 1");
        }
    }
}
