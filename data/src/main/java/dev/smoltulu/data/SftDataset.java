package dev.smoltulu.data;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** The examples of supervised finetuning, in the order of the files, immutable and compact in memory. */
public final class SftDataset {

    /** Where {@code loading} stands: gets the number of rows read so far, now and then, on the loading thread. */
    public static final LongConsumer NO_PROGRESS = rows -> {};
    /** Never stops. */
    public static final BooleanSupplier NEVER = () -> false;

    private final ExampleSet examples;

    private SftDataset(ExampleSet examples) {
        this.examples = examples;
    }

    /**
     * Reads and tokenises the rows of all sources.
     *
     * @param rowsRead told how many rows are read, now and then
     * @param stop     asked now and then; true ends loading with an InterruptedException, as an interrupt does
     * @throws UserError            for broken files or rows (file and row are named), and when no row trains a token
     * @throws InterruptedException when stopped
     */
    public static SftDataset load(
            List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
            throws InterruptedException {
        return new SftDataset(ExampleSet.load(
                sources,
                options,
                (where, row) -> List.of(SftRow.parse(where, row, options.vocabSize())),
                rowsRead,
                stop));
    }

    /** Number of examples. */
    public int size() {
        return examples.examples().size();
    }

    /** Example {@code index} (a new copy). */
    public TokenSequence get(int index) {
        return packed(index).unpack();
    }

    /** Tokens of example {@code index}. */
    public int length(int index) {
        return packed(index).length();
    }

    private PackedSequence packed(int index) {
        return examples.examples().get(index).get(0);
    }

    /** File and row that example {@code index} comes from. */
    public String origin(int index) {
        return examples.origins().get(index);
    }

    public DataReport report() {
        return examples.report();
    }

    /** SHA-256 (hex) over token ids and labels of all examples in order: equal exactly where training would be. */
    public String contentHash() {
        return examples.contentHash();
    }
}
