package dev.smoltulu.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.tokenizer.TrainingEncoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Examples of one or more token sequences each, in the order of the files, immutable and compact in memory.
 *
 * @param <E> an example: one sequence for finetuning, a chosen and a rejected one for preferences
 */
public final class TokenDataset<E> implements Examples {

    /** For rows that nobody waits for. */
    public static final LongConsumer NO_PROGRESS = rows -> {};
    /** Never stops. */
    public static final BooleanSupplier NEVER = () -> false;

    private static final int NAMED_UNTRAINED = 3;

    /** Reads the sequences' contents out of a row. */
    private interface Parser {
        List<SftRow> parse(String where, JsonObject row);
    }

    /** Makes example number {@code index} of its sequences. */
    private interface Maker<E> {
        E of(int index, List<TokenSequence> sequences);
    }

    private final List<List<PackedSequence>> examples;
    private final List<String> origins;
    private final DataReport report;
    private final String contentHash;
    private final Maker<E> maker;

    private TokenDataset(Loader loader, DataReport report, Maker<E> maker) {
        this.examples = List.copyOf(loader.rows);
        this.origins = List.copyOf(loader.origins);
        this.contentHash = HexFormat.of().formatHex(loader.digest.digest());
        this.report = report;
        this.maker = maker;
    }

    /**
     * Reads and tokenises rows of supervised finetuning. One that trains no token is counted and left out.
     *
     * @param rowsRead gets the number of rows read so far, now and then, on the calling thread
     * @param stop     asked now and then; true ends loading with an InterruptedException, as an interrupt does
     * @throws UserError            for broken files or rows (file and row are named), and when no row can be used
     * @throws InterruptedException when stopped
     */
    public static TokenDataset<TokenSequence> sequences(
            List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
            throws InterruptedException {
        Loader loader = new Loader(
                options, "they train no token", (where, row) -> List.of(SftRow.parse(where, row, options.vocabSize())));
        return new TokenDataset<>(loader, loader.load(sources, rowsRead, stop), (index, sequences) -> sequences.get(0));
    }

    /**
     * Reads and tokenises preference rows, as {@link #sequences} does. A pair of which a side trains no token is counted
     * and left out.
     */
    public static TokenDataset<PreferencePair> pairs(
            List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
            throws InterruptedException {
        Loader loader = new Loader(options, "a side trains no token", (where, row) -> {
            PreferenceRow pair = PreferenceRow.parse(where, row, options.vocabSize());
            return List.of(pair.chosen(), pair.rejected());
        });
        return new TokenDataset<>(
                loader,
                loader.load(sources, rowsRead, stop),
                (index, sequences) -> new PreferencePair(index, sequences.get(0), sequences.get(1)));
    }

    @Override
    public int size() {
        return examples.size();
    }

    /** Example {@code index} (a new copy). */
    public E get(int index) {
        return maker.of(
                index, examples.get(index).stream().map(PackedSequence::unpack).toList());
    }

    /** The examples at {@code indices} (new copies). */
    public List<E> get(int[] indices) {
        return Arrays.stream(indices).mapToObj(this::get).toList();
    }

    /** All examples (new copies). */
    public List<E> all() {
        return IntStream.range(0, size()).mapToObj(this::get).toList();
    }

    /** Tokens of example {@code index}, of all its sequences. */
    public int length(int index) {
        return examples.get(index).stream().mapToInt(PackedSequence::length).sum();
    }

    /** File and row that example {@code index} comes from. */
    public String origin(int index) {
        return origins.get(index);
    }

    public DataReport report() {
        return report;
    }

    @Override
    public String summary() {
        return report.summary();
    }

    /** SHA-256 (hex) over token ids and labels of all examples in order: equal exactly where training would be. */
    @Override
    public String contentHash() {
        return contentHash;
    }

    /** An example; {@code used} says whether each of its sequences trains a token. */
    private record Result(String where, List<PackedSequence> packed, boolean used, int trained, boolean truncated) {}

    private static final class Loader {

        private final EncodingOptions options;
        private final SequenceEncoder encoder;
        private final String whyUntrained;
        private final Parser parser;
        private final MessageDigest digest = Sha256.digest();
        private final List<List<PackedSequence>> rows = new ArrayList<>();
        private final List<String> origins = new ArrayList<>();
        private final List<String> untrained = new ArrayList<>();
        private long untrainedRows;
        private long truncated;
        private long tokens;
        private long trainedTokens;
        private int longest;

        Loader(EncodingOptions options, String whyUntrained, Parser parser) {
            this.options = options;
            this.encoder = new SequenceEncoder(options);
            this.whyUntrained = whyUntrained;
            this.parser = parser;
        }

        DataReport load(List<DataSource> sources, LongConsumer rowsRead, BooleanSupplier stop)
                throws InterruptedException {
            long read = SourceRows.read(sources, options.seed(), this::encode, this::collect, rowsRead, stop);
            if (rows.isEmpty()) {
                throw UserError.failed(sources.get(0).path() + ": none of the " + read + " rows trains a token"
                        + " (max_length " + options.maxLength() + "; first: " + String.join("; ", untrained)
                        + "); a row needs an answer within max_length");
            }
            return new DataReport(
                    read,
                    rows.size(),
                    untrainedRows,
                    untrained,
                    whyUntrained,
                    truncated,
                    tokens,
                    trainedTokens,
                    longest);
        }

        private Result encode(String where, JsonObject row) {
            List<TrainingEncoder.Encoded> encoded = parser.parse(where, row).stream()
                    .map(sequence -> encoder.encode(where, sequence))
                    .toList();
            List<TokenSequence> sequences =
                    encoded.stream().map(TrainingEncoder.Encoded::sequence).toList();
            return new Result(
                    where,
                    sequences.stream().map(PackedSequence::pack).toList(),
                    sequences.stream().allMatch(sequence -> sequence.trainedTokens() > 0),
                    sequences.stream().mapToInt(TokenSequence::trainedTokens).sum(),
                    encoded.stream().anyMatch(TrainingEncoder.Encoded::truncated));
        }

        private void collect(Result result, int times) {
            if (!result.used()) {
                untrainedRows += times;
                if (untrained.size() < NAMED_UNTRAINED) {
                    untrained.add(result.where());
                }
                return;
            }
            for (int i = 0; i < times; i++) {
                rows.add(result.packed());
                origins.add(result.where());
                result.packed().forEach(sequence -> hash(sequence.unpack()));
            }
            truncated += result.truncated() ? times : 0;
            tokens += times
                    * result.packed().stream().mapToLong(PackedSequence::length).sum();
            trainedTokens += (long) times * result.trained();
            longest = Math.max(
                    longest,
                    result.packed().stream()
                            .mapToInt(PackedSequence::length)
                            .max()
                            .orElse(0));
        }

        private void hash(TokenSequence row) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * row.length());
            bytes.putInt(row.length());
            bytes.asIntBuffer().put(row.inputIds()).put(row.labels());
            digest.update(bytes.array());
        }
    }
}
