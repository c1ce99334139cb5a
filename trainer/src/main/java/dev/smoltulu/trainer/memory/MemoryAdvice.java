package dev.smoltulu.trainer.memory;

import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Which settings to change, and to what, so that a run fits into an amount of memory. */
public final class MemoryAdvice {

    private static final int LENGTH_STEP = 64;

    /** The memory of a run with other settings. */
    @FunctionalInterface
    public interface Prediction {
        /**
         * What it takes.
         *
         * @param tokens        of a pass
         * @param checkpointing whether layers are computed again
         * @param shapes        of the largest pass's inputs
         */
        RunMemory of(int tokens, boolean checkpointing, Map<String, long[]> shapes);
    }

    private final Prediction prediction;
    private final Map<String, long[]> pass;
    private final int rows;
    private final int length;

    /** @param pass the shapes of the largest pass's inputs, by name */
    public MemoryAdvice(Prediction prediction, Map<String, long[]> pass) {
        this.prediction = prediction;
        this.pass = pass;
        this.rows = Math.toIntExact(pass.get(TokenInputs.SLOT_TOKENS)[0]);
        this.length = Math.toIntExact(pass.get(TokenInputs.SLOT_TOKENS)[1]);
    }

    /** What to do, the least costly first, for a run with {@code checkpointing} to take at most {@code bytes}. */
    public String toFit(long bytes, boolean checkpointing) {
        int kept = most(rows, count -> fits(bytes, checkpointing, count, length));
        if (kept > 0) {
            return "lower micro_batch_tokens to " + kept * length;
        }
        String again = checkpointing ? "" : "turn gradient_checkpointing on";
        int rowsAgain = checkpointing ? 0 : most(rows, count -> fits(bytes, true, count, length));
        if (rowsAgain > 0) {
            return again + (rowsAgain == rows ? "" : " and lower micro_batch_tokens to " + rowsAgain * length);
        }
        int steps = most(length / LENGTH_STEP, count -> fits(bytes, true, 1, count * LENGTH_STEP));
        return steps > 0
                ? again + (again.isEmpty() ? "" : " and ") + "lower max_length to " + steps * LENGTH_STEP
                : "the model and its optimizer alone are too large; use a smaller model, or a device with more memory";
    }

    private boolean fits(long bytes, boolean checkpointing, int keptRows, int keptLength) {
        return prediction
                        .of(keptRows * keptLength, checkpointing, scaled(keptRows, keptLength))
                        .total()
                <= bytes;
    }

    /** The largest of 1 to {@code limit} for which {@code fits} holds as for all smaller ones; 0 for none. */
    private static int most(int limit, IntPredicate fits) {
        int good = 0;
        int bad = limit + 1;
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (fits.test(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private Map<String, long[]> scaled(int keptRows, int keptLength) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        pass.forEach((name, shape) -> {
            boolean slots = name.equals(TokenInputs.SLOT_TOKENS) || name.equals(TokenInputs.SLOT_ENDS);
            shapes.put(
                    name,
                    slots
                            ? new long[] {keptRows, keptLength}
                            : new long[] {Math.max(1, shape[0] * keptRows * keptLength / ((long) rows * length))});
        });
        return shapes;
    }
}
