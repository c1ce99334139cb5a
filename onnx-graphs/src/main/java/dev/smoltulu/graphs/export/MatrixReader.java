package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.llama.ParameterSpec;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Reads a matrix some rows at a time and hands them to all processors. */
final class MatrixReader {

    /** Values in memory at a time. */
    private static final int PIECE = 8 << 20;

    private MatrixReader() {}

    /** What is done with one row; called from several threads. */
    interface RowTask {

        /**
         * Takes a row.
         *
         * @param from where it begins in {@code values}
         */
        void take(int row, float[] values, int from);
    }

    static void rows(ModelWeights checkpoint, ParameterSpec spec, RowTask task) {
        int rows = Math.toIntExact(spec.shape().get(0));
        int columns = Math.toIntExact(spec.shape().get(1));
        int atOnce = Math.max(1, Math.min(rows, PIECE / columns));
        float[] values = new float[atOnce * columns];
        for (int first = 0; first < rows; first += atOnce) {
            int count = Math.min(atOnce, rows - first);
            checkpoint.readFloats(spec.name(), (long) first * columns, FloatBuffer.wrap(values, 0, count * columns));
            int start = first;
            IntStream.range(0, count).parallel().forEach(i -> task.take(start + i, values, i * columns));
        }
    }
}
