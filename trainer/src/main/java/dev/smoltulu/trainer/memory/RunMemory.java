package dev.smoltulu.trainer.memory;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.memory.PassMemory;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.training.TrainingSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What training takes at its peak, in bytes by kind.
 *
 * @param weights parameters; their gradients take as much, and AdamW's moments twice that
 * @param pass    what the largest pass holds beside its inputs
 * @param maps    token ids, index maps, targets and weights of that pass
 * @param program everything else of the process or on the card: libraries, rows, sessions, what the arena wastes
 */
public record RunMemory(long weights, PassMemory pass, long maps, long program) {

    /** Parameters, gradients, and two moments of AdamW. */
    private static final int COPIES = 4;
    /** ONNX Runtime's arena hands out larger pieces than it is asked for: 2 to 17 % more were measured. */
    private static final int ARENA_SHARE = 10;

    /**
     * Predicts what a session of {@code spec} takes.
     *
     * @param passes the shapes of the inputs that differ from pass to pass, by name, of those that may be the largest
     */
    public static RunMemory predict(TrainingSpec spec, List<Map<String, long[]>> passes, long program) {
        Graph graph = TrainingGraphs.training(spec.config(), spec.graphs());
        PassMemory largest = passes.stream()
                .map(shapes -> PassMemory.of(graph, shapes))
                .max(Comparator.comparingLong(PassMemory::total))
                .orElseThrow();
        long elements =
                spec.parameters().stream().mapToLong(ParameterSpec::elements).sum();
        long maps = passes.stream()
                .mapToLong(shapes -> shapes.values().stream()
                        .mapToLong(shape -> LongStream.of(shape).reduce(Long.BYTES, Math::multiplyExact))
                        .sum())
                .max()
                .orElse(0);
        return new RunMemory(elements * Float.BYTES, largest, maps, program + largest.total() / ARENA_SHARE);
    }

    public long total() {
        return COPIES * weights + pass.total() + maps + program;
    }

    /** All of it in one line, in GiB. */
    public String text() {
        return gib(total()) + " predicted: " + kinds() + ", program " + number(program);
    }

    /** All but {@link #program}, in GiB: what depends on model and recipe alone. */
    public String kinds() {
        return "parameters " + number(weights) + ", gradients " + number(weights) + ", moments " + number(2 * weights)
                + ", activations " + number(pass.other()) + ", head chunks " + number(pass.head()) + ", index maps "
                + number(maps);
    }

    /** A number of bytes as people read it. */
    public static String gib(long bytes) {
        return number(bytes) + " GiB";
    }

    private static String number(long bytes) {
        return String.format(Locale.ROOT, "%.2f", (double) bytes / (1L << 30));
    }
}
