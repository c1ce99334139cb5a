package dev.smoltulu.base.files;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.Locale;

/** Whether a run fits on its disk, asked before hours of training find out. */
public final class DiskSpace {

    private static final long OPTIMIZER_BYTES_PER_PARAMETER = 8; // two fp32 moments
    private static final long SLACK_BYTES = 16L << 20; // tokenizer, metrics, report

    private DiskSpace() {}

    /**
     * Bytes that a run writes at its fullest: the checkpoints that are kept, one more while it is being written, and
     * the final model.
     *
     * @param parameters      parameters of the model
     * @param bytesPerWeight  4 where checkpoints and the final model hold fp32
     * @param keptCheckpoints save_total_limit, or the number of checkpoints the whole run makes where all are kept
     */
    public static long estimate(long parameters, int bytesPerWeight, long keptCheckpoints) {
        long model = Math.multiplyExact(parameters, bytesPerWeight);
        long checkpoint = Math.addExact(model, Math.multiplyExact(parameters, OPTIMIZER_BYTES_PER_PARAMETER));
        long checkpoints = Math.multiplyExact(checkpoint, Math.addExact(keptCheckpoints, 1));
        return Math.addExact(Math.addExact(checkpoints, model), SLACK_BYTES);
    }

    /**
     * Checks the free space of a disk before a long run.
     *
     * @throws UserError when the disk of {@code folder} has fewer than {@code bytes} usable
     */
    public static void require(Path folder, long bytes) {
        // Not by the file store, which is unknown where the mounted file systems are hidden, as in a container.
        long usable = folder.toFile().getUsableSpace();
        if (usable < bytes) {
            throw UserError.failed("output_dir " + folder + " has " + gigabytes(usable) + " free, but the run "
                    + "needs about " + gigabytes(bytes)
                    + "; free space, lower save_total_limit or choose another output_dir");
        }
    }

    private static String gigabytes(long bytes) {
        return bytes < 1e9
                ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
