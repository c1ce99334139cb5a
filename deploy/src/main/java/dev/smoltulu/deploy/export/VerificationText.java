package dev.smoltulu.deploy.export;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tokenizer.TokenSequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The token sequences that models are compared on: a little text of its own, or that of a file. Compared are the places
 * before tokens that training on them would train: all of a text, the answers of a conversation.
 */
final class VerificationText {

    /** Tokens of a sequence, at most. */
    static final int LENGTH = 128;

    private static final String RESOURCE = "verification.txt";
    private static final long MAX_BYTES = 64L << 20;
    private static final int MIN_TOKENS = 16;

    private VerificationText() {}

    /** The built-in text. */
    static List<TokenSequence> builtIn(LlamaConfig config, TextTokenizer tokenizer) {
        return cut(config, tokenizer, own(), Integer.MAX_VALUE, "the built-in text");
    }

    /**
     * A file's text.
     *
     * @param file  .jsonl, .json or .parquet with rows that could be trained on, or plain text in UTF-8
     * @param limit most tokens taken, but at least one row
     */
    static List<TokenSequence> of(LlamaConfig config, TextTokenizer tokenizer, Path file, int limit) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl") || name.endsWith(".json") || name.endsWith(".parquet")
                ? rows(config, tokenizer, file, limit)
                : cut(config, tokenizer, read(file), limit, file.toString());
    }

    private static List<TokenSequence> rows(LlamaConfig config, TextTokenizer tokenizer, Path file, int limit) {
        EncodingOptions options = new EncodingOptions(
                tokenizer,
                ChatTemplate.find("model", tokenizer).orElse(null),
                Math.min(LENGTH, config.maxPositions()),
                true,
                config.vocabSize(),
                0);
        try {
            TokenDataset<TokenSequence> dataset = TokenDataset.sequences(
                    List.of(DataSource.whole(file)), options, TokenDataset.NO_PROGRESS, TokenDataset.NEVER);
            List<TokenSequence> rows = new ArrayList<>();
            for (int i = 0, tokens = 0; i < dataset.size() && (i == 0 || tokens < limit); i++) {
                rows.add(dataset.get(i));
                tokens += dataset.length(i);
            }
            return rows;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw UserError.failed("stopped while reading data");
        }
    }

    /** Pieces of a text, each beginning with the tokenizer's bos token where it has one. */
    private static List<TokenSequence> cut(
            LlamaConfig config, TextTokenizer tokenizer, String text, int limit, String where) {
        int[] tokens = Arrays.stream(tokenizer.encode(text, false)).limit(limit).toArray();
        if (Arrays.stream(tokens).anyMatch(id -> id >= config.vocabSize())) {
            throw UserError.failed(where + ": the tokenizer gives ids that the model, with vocab_size "
                    + config.vocabSize() + ", does not know; use the tokenizer files that belong to the model");
        }
        int[] start =
                tokenizer.bosId().isPresent() ? new int[] {tokenizer.bosId().getAsInt()} : new int[0];
        int length = Math.min(LENGTH, config.maxPositions()) - start.length;
        List<TokenSequence> sequences = new ArrayList<>();
        for (int from = 0; from + MIN_TOKENS <= tokens.length; from += length) {
            int count = Math.min(length, tokens.length - from);
            int[] sequence = Arrays.copyOf(start, start.length + count);
            System.arraycopy(tokens, from, sequence, start.length, count);
            sequences.add(new TokenSequence(sequence, sequence));
        }
        if (sequences.isEmpty()) {
            throw UserError.failed(where + ": has " + tokens.length + " tokens, " + MIN_TOKENS
                    + " are the least that can be compared; give a longer text");
        }
        return sequences;
    }

    private static String own() {
        try (InputStream text = VerificationText.class.getResourceAsStream(RESOURCE)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw UserError.failed(file + ": is larger than " + (MAX_BYTES >> 20) + " MiB; give a part of it");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UserError.failed(file + ": is not text in UTF-8; give a plain text file", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }
}
