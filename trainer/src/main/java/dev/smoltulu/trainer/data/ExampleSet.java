package dev.smoltulu.trainer.data;

import com.google.gson.JsonObject;
import dev.smoltulu.UserError;
import dev.smoltulu.rows.RowFile;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.tokenizer.TrainingEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    private static final int CHUNK = 512;
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
    static ExampleSet load(List<DataSource> sources, EncodingOptions options, Parser parser, LongConsumer rowsRead,
            BooleanSupplier stop) throws InterruptedException {
        Loader loader = new Loader(options, parser, rowsRead, stop);
        for (int i = 0; i < sources.size(); i++) {
            loader.add(sources.get(i), options.seed() + i);
        }
        return loader.finish(sources);
    }

    /** A row on its way to becoming an example. */
    private record Pending(String where, JsonObject row, int times) {
    }

    /** An example; {@code used} says whether each of its sequences trains a token. */
    private record Result(String where, List<PackedSequence> packed, boolean used, int trained, boolean truncated,
            int times) {
    }

    private static final class Loader {

        private final EncodingOptions options;
        private final SequenceEncoder encoder;
        private final Parser parser;
        private final LongConsumer rowsRead;
        private final BooleanSupplier stop;
        private final MessageDigest digest = sha256();
        private final List<List<PackedSequence>> rows = new ArrayList<>();
        private final List<String> origins = new ArrayList<>();
        private final List<String> untrained = new ArrayList<>();
        private final List<Pending> pending = new ArrayList<>(CHUNK);
        private long read;
        private long untrainedRows;
        private long truncated;
        private long tokens;
        private long trainedTokens;
        private int longest;

        Loader(EncodingOptions options, Parser parser, LongConsumer rowsRead, BooleanSupplier stop) {
            this.options = options;
            this.encoder = new SequenceEncoder(options);
            this.parser = parser;
            this.rowsRead = rowsRead;
            this.stop = stop;
        }

        void add(DataSource source, long seed) throws InterruptedException {
            List<Path> files = RowFile.expand(source.path());
            RowSelection selection = source.isWhole() ? RowSelection.all() : null;
            if (selection == null) {
                long available = 0;
                for (Path file : files) {
                    checkStop();
                    available += RowFile.count(file);
                }
                if (available == 0) {
                    throw UserError.failed(source.path() + ": no rows in it");
                }
                selection = RowSelection.draw(available, source.wanted(available), seed);
            }
            long[] index = {0};
            RowSelection chosen = selection;
            for (Path file : files) {
                RowFile.read(file, (where, row) -> {
                    int times = chosen.times(index[0]++);
                    if (times > 0) {
                        pending.add(new Pending(where, row, times));
                    }
                    if (pending.size() >= CHUNK) {
                        flush();
                    }
                });
            }
            flush();
            if (index[0] == 0) {
                throw UserError.failed(source.path() + ": no rows in it");
            }
        }

        private void checkStop() throws InterruptedException {
            if (stop.getAsBoolean() || Thread.interrupted()) {
                throw new InterruptedException("stopped while reading data");
            }
        }

        private void flush() throws InterruptedException {
            checkStop();
            // Encoded side by side, collected in order: the first broken row in the file's order is the one named.
            List<Object> encoded = pending.parallelStream().map(this::encodeOrError).toList();
            pending.clear();
            for (Object result : encoded) {
                if (result instanceof UserError error) {
                    throw error;
                }
                collect((Result) result);
            }
            rowsRead.accept(read);
        }

        private Object encodeOrError(Pending row) {
            try {
                return encode(row);
            } catch (UserError e) {
                return e;
            }
        }

        private Result encode(Pending pending) {
            List<TrainingEncoder.Encoded> encoded = parser.parse(pending.where(), pending.row()).stream()
                    .map(row -> encoder.encode(pending.where(), row)).toList();
            List<TokenSequence> sequences = encoded.stream().map(TrainingEncoder.Encoded::sequence).toList();
            return new Result(pending.where(), sequences.stream().map(PackedSequence::pack).toList(),
                    sequences.stream().allMatch(sequence -> sequence.trainedTokens() > 0),
                    sequences.stream().mapToInt(TokenSequence::trainedTokens).sum(),
                    encoded.stream().anyMatch(TrainingEncoder.Encoded::truncated), pending.times());
        }

        private void collect(Result result) {
            int times = result.times();
            read += times;
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
            tokens += times * result.packed().stream().mapToLong(PackedSequence::length).sum();
            trainedTokens += (long) times * result.trained();
            longest = Math.max(longest, result.packed().stream().mapToInt(PackedSequence::length).max().orElse(0));
        }

        private void hash(TokenSequence row) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * row.length());
            bytes.putInt(row.length());
            bytes.asIntBuffer().put(row.inputIds()).put(row.labels());
            digest.update(bytes.array());
        }

        ExampleSet finish(List<DataSource> sources) {
            DataReport report = new DataReport(read, rows.size(), untrainedRows, untrained, truncated, tokens,
                    trainedTokens, longest);
            if (rows.isEmpty()) {
                throw UserError.failed(sources.get(0).path() + ": none of the " + read + " rows trains a token"
                        + " (max_length " + options.maxLength() + "; first: " + String.join("; ", untrained)
                        + "); a row needs an answer within max_length");
            }
            return new ExampleSet(rows, origins, report, HexFormat.of().formatHex(digest.digest()));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java has SHA-256", e);
            }
        }
    }
}
