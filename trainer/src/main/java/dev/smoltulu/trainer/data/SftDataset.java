package dev.smoltulu.trainer.data;

import com.google.gson.JsonObject;
import dev.smoltulu.UserError;
import dev.smoltulu.rows.RowFile;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
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

/** The examples of supervised finetuning, in the order of the files, immutable and compact in memory. */
public final class SftDataset {

    /** Where {@code loading} stands: gets the number of rows read so far, now and then, on the loading thread. */
    public static final LongConsumer NO_PROGRESS = rows -> { };
    /** Never stops. */
    public static final BooleanSupplier NEVER = () -> false;

    private static final int CHUNK = 512;
    private static final int NAMED_UNTRAINED = 3;

    private final List<PackedSequence> rows;
    private final List<String> origins;
    private final DataReport report;
    private final String contentHash;

    private SftDataset(List<PackedSequence> rows, List<String> origins, DataReport report, String contentHash) {
        this.rows = List.copyOf(rows);
        this.origins = List.copyOf(origins);
        this.report = report;
        this.contentHash = contentHash;
    }

    /**
     * How rows become examples.
     *
     * @param tokenizer         may be null where every row brings its input_ids
     * @param template          for chats; may be null where there are none
     * @param maxLength         most tokens of an example; longer rows keep their head
     * @param assistantOnlyLoss train answers and completions only
     * @param vocabSize         of the model: every token id lies below it
     * @param seed              draws which rows a weight or a number of rows takes
     */
    public record Options(TextTokenizer tokenizer, ChatTemplate template, int maxLength, boolean assistantOnlyLoss,
                          int vocabSize, long seed) {

        public Options {
            if (maxLength < 1) {
                throw UserError.usage("max_length: " + maxLength + " must be at least 1");
            }
        }
    }

    /**
     * Reads and tokenises the rows of all sources.
     *
     * @param rowsRead told how many rows are read, now and then
     * @param stop     asked now and then; true ends loading with an InterruptedException, as an interrupt does
     * @throws UserError            for broken files or rows (file and row are named), and when no row trains a token
     * @throws InterruptedException when stopped
     */
    public static SftDataset load(List<DataSource> sources, Options options, LongConsumer rowsRead,
                                  BooleanSupplier stop) throws InterruptedException {
        Loader loader = new Loader(options, rowsRead, stop);
        for (int i = 0; i < sources.size(); i++) {
            loader.add(sources.get(i), options.seed() + i);
        }
        return loader.finish(sources);
    }

    /** Number of examples. */
    public int size() {
        return rows.size();
    }

    /** Example {@code index} (a new copy). */
    public TokenSequence get(int index) {
        return rows.get(index).unpack();
    }

    /** Tokens of example {@code index}. */
    public int length(int index) {
        return rows.get(index).length();
    }

    /** File and row that example {@code index} comes from. */
    public String origin(int index) {
        return origins.get(index);
    }

    public DataReport report() {
        return report;
    }

    /** SHA-256 (hex) over token ids and labels of all examples in order: equal exactly where training would be. */
    public String contentHash() {
        return contentHash;
    }

    /** A row on its way to becoming an example. */
    private record Pending(String where, JsonObject row, int times) {
    }

    /** An example, or the reason why there is none. */
    private record Result(String where, PackedSequence packed, int trained, boolean truncated, int times) {
    }

    private static final class Loader {

        private final Options options;
        private final TrainingEncoder encoder;
        private final LongConsumer rowsRead;
        private final BooleanSupplier stop;
        private final MessageDigest digest = sha256();
        private final List<PackedSequence> rows = new ArrayList<>();
        private final List<String> origins = new ArrayList<>();
        private final List<String> untrained = new ArrayList<>();
        private final List<Pending> pending = new ArrayList<>(CHUNK);
        private long read;
        private long untrainedRows;
        private long truncated;
        private long tokens;
        private long trainedTokens;
        private int longest;

        Loader(Options options, LongConsumer rowsRead, BooleanSupplier stop) {
            this.options = options;
            this.encoder = options.tokenizer() == null ? null : new TrainingEncoder(options.tokenizer(),
                    options.template(), options.maxLength(), options.assistantOnlyLoss());
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
            String where = pending.where();
            SftRow row = SftRow.parse(where, pending.row(), options.vocabSize());
            TrainingEncoder.Encoded encoded;
            if (row instanceof SftRow.Ids ids) {
                encoded = cut(ids);
            } else {
                if (encoder == null) {
                    throw UserError.failed(where + ": text needs a tokenizer, and the model's folder has no"
                            + " tokenizer.json; rows of input_ids need none");
                }
                encoded = located(where, row);
                for (int id : encoded.sequence().inputIds()) {
                    if (id >= options.vocabSize()) {
                        throw UserError.failed(where + ": the tokenizer writes token " + id + ", but the model has"
                                + " only " + options.vocabSize() + "; tokenizer and model do not belong together");
                    }
                }
            }
            return new Result(where, PackedSequence.pack(encoded.sequence()), encoded.sequence().trainedTokens(),
                    encoded.truncated(), pending.times());
        }

        private TrainingEncoder.Encoded located(String where, SftRow row) {
            try {
                if (row instanceof SftRow.Chat chat) {
                    if (options.template() == null) {
                        throw UserError.failed("messages need a chat template, and the tokenizer has no eos_token "
                                + "for tulu or no chat_template for model; set chat_template to chatml");
                    }
                    return encoder.chat(chat.messages(), chat.firstTrained());
                }
                if (row instanceof SftRow.PromptCompletion pair) {
                    return encoder.promptCompletion(pair.prompt(), pair.completion());
                }
                return encoder.text(((SftRow.Text) row).text());
            } catch (UserError e) {
                throw UserError.failed(where + ": " + e.getMessage(), e);
            }
        }

        private TrainingEncoder.Encoded cut(SftRow.Ids ids) {
            boolean longer = ids.inputIds().length > options.maxLength();
            int length = Math.min(ids.inputIds().length, options.maxLength());
            return new TrainingEncoder.Encoded(new TokenSequence(
                    java.util.Arrays.copyOf(ids.inputIds(), length), java.util.Arrays.copyOf(ids.labels(), length)),
                    longer);
        }

        private void collect(Result result) {
            int times = result.times();
            read += times;
            if (result.trained() == 0) {
                untrainedRows += times;
                if (untrained.size() < NAMED_UNTRAINED) {
                    untrained.add(result.where());
                }
                return;
            }
            for (int i = 0; i < times; i++) {
                rows.add(result.packed());
                origins.add(result.where());
                hash(result.packed().unpack());
            }
            truncated += result.truncated() ? times : 0;
            tokens += (long) times * result.packed().length();
            trainedTokens += (long) times * result.trained();
            longest = Math.max(longest, result.packed().length());
        }

        private void hash(TokenSequence row) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * row.length());
            bytes.putInt(row.length());
            bytes.asIntBuffer().put(row.inputIds()).put(row.labels());
            digest.update(bytes.array());
        }

        SftDataset finish(List<DataSource> sources) {
            DataReport report = new DataReport(read, rows.size(), untrainedRows, untrained, truncated, tokens,
                    trainedTokens, longest);
            if (rows.isEmpty()) {
                throw UserError.failed(sources.get(0).path() + ": none of the " + read + " rows trains a token"
                        + " (max_length " + options.maxLength() + "; first: " + String.join("; ", untrained)
                        + "); a row needs an answer within max_length");
            }
            return new SftDataset(rows, origins, report, HexFormat.of().formatHex(digest.digest()));
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
