package dev.smoltulu.tools.export;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tokenizer.TextTokenizer;
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
import java.util.Optional;

/** The token sequences that models are compared on: an own little text, and that of a file where one is given. */
final class VerificationText {

    /** Tokens of a sequence, at most. */
    static final int LENGTH = 128;

    private static final String RESOURCE = "verification.txt";
    private static final long MOST_BYTES = 64L << 20;
    private static final int LEAST_TOKENS = 16;

    private VerificationText() {
    }

    /**
     * The sequences, each beginning with the tokenizer's bos token where it has one.
     *
     * @param file  plain text in UTF-8
     * @param limit most tokens of the file
     */
    static List<int[]> sequences(LlamaConfig config, TextTokenizer tokenizer, Optional<Path> file, int limit) {
        List<int[]> sequences = new ArrayList<>(cut(config, tokenizer, own(), Integer.MAX_VALUE, "the built-in text"));
        file.ifPresent(path -> sequences.addAll(cut(config, tokenizer, read(path), limit, path.toString())));
        return sequences;
    }

    private static List<int[]> cut(LlamaConfig config, TextTokenizer tokenizer, String text, int limit, String where) {
        int[] tokens = Arrays.stream(tokenizer.encode(text, false)).limit(limit).toArray();
        if (Arrays.stream(tokens).anyMatch(id -> id >= config.vocabSize())) {
            throw UserError.failed(where + ": the tokenizer gives ids that the model, with vocab_size "
                    + config.vocabSize() + ", does not know; use the tokenizer files that belong to the model");
        }
        int[] start = tokenizer.bosId().isPresent() ? new int[] {tokenizer.bosId().getAsInt()} : new int[0];
        // One position is left for a token that follows.
        int length = Math.min(LENGTH, config.maxPositions() - 1) - start.length;
        List<int[]> sequences = new ArrayList<>();
        for (int from = 0; from + LEAST_TOKENS <= tokens.length; from += length) {
            int count = Math.min(length, tokens.length - from);
            int[] sequence = Arrays.copyOf(start, start.length + count);
            System.arraycopy(tokens, from, sequence, start.length, count);
            sequences.add(sequence);
        }
        if (sequences.isEmpty()) {
            throw UserError.failed(where + ": has " + tokens.length + " tokens, " + LEAST_TOKENS
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
            if (Files.size(file) > MOST_BYTES) {
                throw UserError.failed(file + ": is larger than " + (MOST_BYTES >> 20) + " MiB; give a part of it");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            throw UserError.failed(file + ": is not text in UTF-8; give a plain text file", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }
}
