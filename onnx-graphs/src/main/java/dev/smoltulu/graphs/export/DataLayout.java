package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of each weight in the files beside a model whose weights are external: as many as fit fill the first file,
 * the next ones a second, and so on.
 *
 * @param places one for each weight, in order
 * @param sizes  bytes of each file
 */
record DataLayout(List<Place> places, List<Long> sizes) {

    /** Below 2^31, the largest piece that a browser takes. */
    private static final long MAX_BYTES = 2_000_000_000;
    /** A page, so that each weight can be mapped into memory by itself. */
    private static final long ALIGNMENT = 4096;

    /** A weight's file, counted from 0, and its first byte there. */
    record Place(int file, long offset) {}

    static DataLayout of(List<Value> weights) {
        List<Place> places = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        long end = 0;
        for (Value weight : weights) {
            long start = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            long bytes = OnnxFile.bytes(weight);
            if (start > 0 && start + bytes > MAX_BYTES) {
                sizes.add(end);
                start = 0;
            }
            places.add(new Place(sizes.size(), start));
            end = start + bytes;
        }
        sizes.add(end);
        return new DataLayout(List.copyOf(places), List.copyOf(sizes));
    }

    /** Name of a file beside {@code model}, as transformers.js counts them: model.onnx_data, model.onnx_data_1, ... */
    static String fileName(String model, int file) {
        return model + "_data" + (file == 0 ? "" : "_" + file);
    }
}
