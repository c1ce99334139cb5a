package dev.smoltulu.data;

import dev.smoltulu.base.UserError;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Preference pairs, in the order of the files, immutable and compact in memory. */
public final class PreferenceDataset {

    private final ExampleSet examples;

    private PreferenceDataset(ExampleSet examples) {
        this.examples = examples;
    }

    /**
     * Reads and tokenises the rows of all sources; pairs of which a side trains no token are counted and left out.
     * Parameters and errors are those of {@link SftDataset#load}.
     *
     * @throws UserError            for broken files or rows (file and row are named), and when no pair can be used
     * @throws InterruptedException when stopped
     */
    public static PreferenceDataset load(
            List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
            throws InterruptedException {
        return new PreferenceDataset(ExampleSet.load(
                sources,
                options,
                (where, row) -> {
                    PreferenceRow pair = PreferenceRow.parse(where, row, options.vocabSize());
                    return List.of(pair.chosen(), pair.rejected());
                },
                rowsRead,
                stop));
    }

    /** Number of pairs. */
    public int size() {
        return examples.examples().size();
    }

    /** Pair {@code index} (a new copy). */
    public PreferencePair get(int index) {
        List<PackedSequence> sides = examples.examples().get(index);
        return new PreferencePair(sides.get(0).unpack(), sides.get(1).unpack());
    }

    /** File and row that pair {@code index} comes from. */
    public String origin(int index) {
        return examples.origins().get(index);
    }

    public DataReport report() {
        return examples.report();
    }

    /** What became of the rows, in one line. */
    public String summary() {
        return report().summary("a side trains no token");
    }

    /** SHA-256 (hex) over token ids and labels of all pairs in order: equal exactly where training would be. */
    public String contentHash() {
        return examples.contentHash();
    }
}
