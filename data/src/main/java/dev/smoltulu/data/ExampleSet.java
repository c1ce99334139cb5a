package dev.smoltulu.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.tokenizer.TrainingEncoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Examples of one or more token sequences each, in the order of the files, immutable and compact in memory.
 *
 * @param origins     file and row that each example comes from
 * @param contentHash SHA-256 (hex) over token ids and labels of all examples in order
 */
record ExampleSet(List<List<PackedSequence>> examples, List<String> origins, DataReport report, String contentHash) {

    private static final int NAMED_UNTRAINED = 3;

    ExampleSet {
        examples = List.copyOf(examples);
        origins = List.copyOf(origins);
    }

    /** Reads the sequences' contents out of a row. */
    interface Parser {
        List<SftRow> parse(String where, JsonObject row);
    }

    /**
     * Reads and tokenises the rows of all sources. An example of which a sequence trains no token is left out.
     *
     * @param rowsRead told how many rows are read, now and then
     * @param stop     asked now and then; true ends loading with an InterruptedException, as an interrupt does
     * @throws UserError            for broken files or rows (file and row are named), and when no row can be used
     * @throws InterruptedException when stopped
     */
    static ExampleSet load(
            List<DataSource> sources,
            EncodingOptions options,
            Parser parser,
            LongConsumer rowsRead,
            BooleanSupplier stop)
            throws InterruptedException {
        Loader loader = new Loader(options, parser);
        long read = SourceRows.read(sources, options.seed(), loader::encode, loader::collect, rowsRead, stop);
        return loader.finish(sources, read);
    }

    /** An example; {@code used} says whether each of its sequences trains a token. */
    private record Result(String where, List<PackedSequence> packed, boolean used, int trained, boolean truncated) {}

    private static final class Loader {

        private final EncodingOptions options;
        private final SequenceEncoder encoder;
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

        Loader(EncodingOptions options, Parser parser) {
            this.options = options;
            this.encoder = new SequenceEncoder(options);
            this.parser = parser;
        }

        Result encode(String where, JsonObject row) {
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

        void collect(Result result, int times) {
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

        ExampleSet finish(List<DataSource> sources, long read) {
            DataReport report = new DataReport(
                    read, rows.size(), untrainedRows, untrained, truncated, tokens, trainedTokens, longest);
            if (rows.isEmpty()) {
                throw UserError.failed(sources.get(0).path() + ": none of the " + read + " rows trains a token"
                        + " (max_length " + options.maxLength() + "; first: " + String.join("; ", untrained)
                        + "); a row needs an answer within max_length");
            }
            return new ExampleSet(rows, origins, report, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
