package dev.smoltulu.data;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Prompts for reinforcement learning with verifiable rewards, in the order of the files. Rows are those of Tulu 3's
 * sets: {@code messages}, {@code ground_truth} and {@code dataset}, which names the verifier.
 */
public final class PromptDataset implements Examples {

    private static final int NAMED = 3;

    private final List<PromptExample> examples = new ArrayList<>();
    private final Map<String, Integer> sources = new TreeMap<>();
    private final List<String> tooLongOrigins = new ArrayList<>();
    private final MessageDigest digest = Sha256.digest();
    private int tooLong;
    private int longest;

    private PromptDataset() {}

    /**
     * Reads and tokenises the rows of all sources. A prompt of more than {@link EncodingOptions#maxLength} tokens is
     * left out and counted, never cut.
     *
     * @param verifiers where a row's {@code dataset} is looked up
     * @param fallback  the verifier of rows that name no dataset
     * @param rowsRead  told how many rows are read, now and then
     * @param stop      asked now and then; true ends loading with an InterruptedException, as an interrupt does
     * @throws UserError            for broken files or rows, a dataset without a verifier, a ground truth that is of no
     *                              use to it (file and row are named), and when no row can be used
     * @throws InterruptedException when stopped
     */
    public static PromptDataset load(
            List<DataSource> sources,
            EncodingOptions options,
            Verifiers verifiers,
            Optional<String> fallback,
            LongConsumer rowsRead,
            BooleanSupplier stop)
            throws InterruptedException {
        PromptDataset dataset = new PromptDataset();
        try (PromptEncoder encoder = new PromptEncoder(options, verifiers, fallback)) {
            SourceRows.read(
                    sources,
                    options.seed(),
                    encoder::encode,
                    (example, times) -> dataset.add(example, times, options.maxLength()),
                    rowsRead,
                    stop);
        }
        if (dataset.examples.isEmpty()) {
            throw UserError.failed(sources.get(0).path() + ": every prompt is longer than " + options.maxLength()
                    + " tokens (first: " + String.join("; ", dataset.tooLongOrigins) + "); the context must hold the"
                    + " prompt and the answer");
        }
        return dataset;
    }

    private void add(PromptExample example, int times, int maxLength) {
        if (example.inputIds().length > maxLength) {
            tooLong += times;
            if (tooLongOrigins.size() < NAMED) {
                tooLongOrigins.add(example.origin());
            }
            return;
        }
        for (int i = 0; i < times; i++) {
            examples.add(example);
            hash(example);
        }
        sources.merge(example.source(), times, Integer::sum);
        longest = Math.max(longest, example.inputIds().length);
    }

    private void hash(PromptExample example) {
        ByteBuffer ids = ByteBuffer.allocate(4 + 4 * example.inputIds().length);
        ids.putInt(example.inputIds().length).asIntBuffer().put(example.inputIds());
        digest.update(ids.array());
        for (String text : List.of(example.verifier(), example.groundTruth().toString())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
    }

    @Override
    public int size() {
        return examples.size();
    }

    public PromptExample get(int index) {
        return examples.get(index);
    }

    /** How many prompts come from each source, by its name. */
    public Map<String, Integer> sources() {
        return Map.copyOf(sources);
    }

    /** Prompts left out because they are too long. */
    public int tooLong() {
        return tooLong;
    }

    /** Tokens of the longest prompt. */
    public int longest() {
        return longest;
    }

    @Override
    public String summary() {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%,d prompts, longest %,d tokens", examples.size(), longest));
        sources.forEach((source, count) -> line.append(String.format(Locale.ROOT, "; %s %,d", source, count)));
        if (tooLong > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    "; %,d left out because they are too long (%s%s)",
                    tooLong,
                    String.join("; ", tooLongOrigins),
                    tooLong > tooLongOrigins.size() ? "; ..." : ""));
        }
        return line.toString();
    }

    /** SHA-256 (hex) over token ids, verifiers and ground truths in order: equal exactly where training would be. */
    @Override
    public String contentHash() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every Java can copy SHA-256", e);
        }
    }
}
