package dev.smoltulu.trainer.preference;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.graphs.weights.DType;
import dev.smoltulu.graphs.weights.OutputTensor;
import dev.smoltulu.graphs.weights.SafetensorsFile;
import dev.smoltulu.graphs.weights.SafetensorsWriter;
import dev.smoltulu.graphs.weights.TensorInfo;
import dev.smoltulu.runtime.batch.PackedPairs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reference model's summed log-probabilities of a data set's pairs, as far as they are known. */
final class ReferenceLogProbs {

    /** Two a pair, the chosen sequence's first; NaN where not known. */
    private final float[] values;

    private ReferenceLogProbs(float[] values) {
        this.values = values;
    }

    static ReferenceLogProbs unknown(int pairs) {
        float[] values = new float[2 * pairs];
        Arrays.fill(values, Float.NaN);
        return new ReferenceLogProbs(values);
    }

    float chosen(int pair) {
        return values[2 * pair];
    }

    float rejected(int pair) {
        return values[2 * pair + 1];
    }

    boolean knows(List<PreferencePair> pairs) {
        return pairs.stream()
                .noneMatch(pair -> Float.isNaN(chosen(pair.index())) || Float.isNaN(rejected(pair.index())));
    }

    /** Takes over one pass's scores. */
    void learn(PackedPairs<PreferencePair> pass, float[] scores) {
        pass.forEach(scores, (pair, chosen, rejected) -> {
            values[2 * pair.index()] = chosen;
            values[2 * pair.index() + 1] = rejected;
        });
    }

    /**
     * Where they are kept: {@code reference_log_probs-<key>.safetensors} in the run folder, and a copy in a folder that
     * runs share. The key says all that they depend on, so a file of another key is never read.
     *
     * @param key SHA-256 (hex) of the reference model, how it computes, and of the pairs' tokens and labels
     */
    record Store(Path runFolder, Optional<Path> shared, String key, PrintStream messages) {

        private static final String TENSOR = "reference_log_probs";
        private static final String KEY = "key";
        private static final int NAME_DIGITS = 16;

        /** What is stored for {@code pairs} pairs, from the run folder or else from the shared one. */
        Optional<ReferenceLogProbs> read(int pairs) {
            return read(in(runFolder), pairs).or(() -> shared.flatMap(folder -> read(in(folder), pairs)));
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
                    return Optional.of(new ReferenceLogProbs(values));
                }
                messages.println(file + " is not what its name says; the reference is computed again");
            } catch (UserError damaged) {
                messages.println(damaged.getMessage() + "; the reference is computed again");
            }
            return Optional.empty();
        }

        /** Writes into both folders. The shared one only saves time: where it fails, a message says so. */
        void write(ReferenceLogProbs logProbs) {
            write(in(runFolder), logProbs.values);
            shared.ifPresent(folder -> {
                try {
                    Files.createDirectories(folder);
                    write(in(folder), logProbs.values);
                } catch (IOException | UserError failed) {
                    messages.println("the reference is not shared with other runs: " + failed.getMessage());
                }
            });
        }

        private void write(Path file, float[] values) {
            TensorInfo info = new TensorInfo(TENSOR, DType.F32, List.of(values.length / 2L, 2L));
            SafetensorsWriter.write(file, List.of(OutputTensor.of(info, FloatBuffer.wrap(values))), Map.of(KEY, key));
        }

        private Path in(Path folder) {
            return folder.resolve("reference_log_probs-" + key.substring(0, NAME_DIGITS) + ".safetensors");
        }
    }
}
