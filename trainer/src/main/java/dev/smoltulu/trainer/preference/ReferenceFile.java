package dev.smoltulu.trainer.preference;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.weights.DType;
import dev.smoltulu.graphs.weights.OutputTensor;
import dev.smoltulu.graphs.weights.SafetensorsFile;
import dev.smoltulu.graphs.weights.SafetensorsWriter;
import dev.smoltulu.graphs.weights.TensorInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where reference log-probabilities are kept: {@code reference_log_probs-<key>.safetensors} in the run folder, and a copy
 * in a folder that runs share. The key says all that they depend on, so a file of another key is never read.
 *
 * @param key SHA-256 (hex) of the reference model, how it computes, and of the pairs' tokens and labels
 */
record ReferenceFile(Path runFolder, Optional<Path> shared, String key, PrintStream messages) {

    private static final String TENSOR = "reference_log_probs";
    private static final String KEY = "key";
    private static final int NAME_DIGITS = 16;

    /** What is stored for {@code pairs} pairs, from the run folder or else from the shared one. */
    Optional<ReferenceLogProbs> read(int pairs) {
        return read(inRun(), pairs).or(() -> inShared().flatMap(file -> read(file, pairs)));
    }

    private Optional<ReferenceLogProbs> read(Path file, int pairs) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            boolean ours = key.equals(stored.metadata().get(KEY))
                    && stored.has(TENSOR)
                    && stored.info(TENSOR).shape().equals(List.of((long) pairs, 2L));
            if (ours) {
                float[] values = new float[2 * pairs];
                stored.readFloats(TENSOR, FloatBuffer.wrap(values));
                return Optional.of(ReferenceLogProbs.of(values));
            }
            messages.println(file + " is not what its name says; the reference is computed again");
        } catch (UserError damaged) {
            messages.println(damaged.getMessage() + "; the reference is computed again");
        }
        return Optional.empty();
    }

    /** Stores {@code logProbs} in both folders. The shared one only saves time: where it fails, a message says so. */
    void write(ReferenceLogProbs logProbs) {
        write(inRun(), logProbs);
        inShared().ifPresent(file -> {
            try {
                Files.createDirectories(file.getParent());
                write(file, logProbs);
            } catch (IOException | UserError failed) {
                messages.println("the reference is not shared with other runs: " + failed.getMessage());
            }
        });
    }

    private void write(Path file, ReferenceLogProbs logProbs) {
        float[] values = logProbs.values();
        TensorInfo info = new TensorInfo(TENSOR, DType.F32, List.of(values.length / 2L, 2L));
        SafetensorsWriter.write(file, List.of(OutputTensor.of(info, FloatBuffer.wrap(values))), Map.of(KEY, key));
    }

    private Path inRun() {
        return runFolder.resolve(name());
    }

    private Optional<Path> inShared() {
        return shared.map(folder -> folder.resolve(name()));
    }

    private String name() {
        return "reference_log_probs-" + key.substring(0, NAME_DIGITS) + ".safetensors";
    }
}
