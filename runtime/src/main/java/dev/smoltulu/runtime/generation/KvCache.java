package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.llama.FusedHeads;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The keys and values of sequences, for each layer [rows, key heads, capacity, head size]; one row per sequence. */
final class KvCache implements AutoCloseable {

    private final OwnedResources owned;
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final int rows;
    private final int kvHeads;
    private final int capacity;
    private final int headSize;

    /** Some rows of a cache, sharing its memory. */
    record Rows(List<Tensor> keys, List<Tensor> values) {}

    /** An empty cache: the operating system commits memory when it is first written. */
    KvCache(LlamaConfig config, Device device, DataType type, int rows, int capacity) {
        this.rows = rows;
        this.kvHeads = config.kvHeads();
        this.capacity = capacity;
        this.headSize = FusedHeads.size(config);
        try (OwnedResources opening = new OwnedResources()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                keys.add(opening.own(Tensor.zeros(device, type, rows, kvHeads, capacity, headSize)));
                values.add(opening.own(Tensor.zeros(device, type, rows, kvHeads, capacity, headSize)));
            }
            this.owned = opening.release();
        }
    }

    /** Bytes of one row of {@code capacity} positions. */
    static long rowBytes(LlamaConfig config, DataType type, int capacity) {
        return 2L * config.layers() * config.kvHeads() * FusedHeads.size(config) * capacity * type.bytes();
    }

    int rows() {
        return rows;
    }

    /** A view of {@code count} rows, whose tensors {@code owner} closes before the cache is closed. */
    Rows view(int first, int count, OwnedResources owner) {
        return new Rows(
                keys.stream()
                        .map(tensor -> owner.own(tensor.entries(first, count)))
                        .toList(),
                values.stream()
                        .map(tensor -> owner.own(tensor.entries(first, count)))
                        .toList());
    }

    /** Copies the first {@code length} positions of a row over those of another. */
    void copyRow(int from, int to, int length) {
        for (int head = 0; head < kvHeads; head++) {
            long source = ((long) from * kvHeads + head) * capacity * headSize;
            long target = ((long) to * kvHeads + head) * capacity * headSize;
            keys.forEach(tensor -> tensor.copyWithin(source, target, (long) length * headSize));
            values.forEach(tensor -> tensor.copyWithin(source, target, (long) length * headSize));
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
