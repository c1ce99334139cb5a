package dev.smoltulu.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A Hugging Face tokenizer read from a local folder: text to token ids and back, with the ids, the special tokens and
 * the offsets that the {@code tokenizers} library itself gives (through DJL). Nothing is truncated, padded or, unless
 * asked for, added. Bytes that are not in a byte-level vocabulary's alphabet are dropped, as upstream does.
 *
 * <p>Thread safety: after {@link #load} any number of threads may encode and decode at once; only {@link #close}
 * must not run beside other calls.
 *
 * <p>No network is ever used: DJL is put into its offline mode, without its usage tracking, before it loads.
 */
public final class TextTokenizer implements AutoCloseable {

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    private static final Map<String, String> OPTIONS = Map.of(
            "addSpecialTokens", "false",
            "truncation", "do_not_truncate",
            "padding", "do_not_pad",
            "modelMaxLength", Integer.toString(Integer.MAX_VALUE));

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerFiles files;
    private final Path folder;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerFiles files, Path folder) {
        this.tokenizer = tokenizer;
        this.files = files;
        this.folder = folder;
    }

    /**
     * Loads {@code tokenizer.json} and, where they exist, {@code tokenizer_config.json},
     * {@code special_tokens_map.json} and {@code chat_template.jinja} of a model folder.
     *
     * @throws UserError when tokenizer.json is missing or one of the files is broken
     */
    public static TextTokenizer load(Path folder) {
        Path file = folder.resolve(TokenizerFiles.TOKENIZER);
        TokenizerFiles files = TokenizerFiles.read(folder);
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(file, OPTIONS);
        } catch (Exception | LinkageError e) {
            throw UserError.failed(file + ": the tokenizer cannot be loaded (" + firstMessage(e) + ")", e);
        }
        return new TextTokenizer(tokenizer, files, folder);
    }

    private static String firstMessage(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getMessage() == null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Token ids of {@code text}; special tokens written in the text become their ids, none are added. */
    public int[] encode(String text) {
        return encode(text, false);
    }

    /** As {@link #encode(String)}; with {@code addSpecialTokens}, those the tokenizer's post-processor adds too. */
    public int[] encode(String text, boolean addSpecialTokens) {
        return toInts(tokenizer
                .encode(UnicodeText.wellFormed(text), addSpecialTokens, false)
                .getIds());
    }

    /** Token ids of {@code text} and the place of each in it, in UTF-16 indices; no special tokens are added. */
    public Encoding encodeWithOffsets(String text) {
        return encodeWithOffsets(text, false);
    }

    /** As {@link #encodeWithOffsets(String)}; with {@code addSpecialTokens}, the post-processor's tokens too. */
    public Encoding encodeWithOffsets(String text, boolean addSpecialTokens) {
        ai.djl.huggingface.tokenizers.Encoding encoding =
                tokenizer.encode(UnicodeText.wellFormed(text), addSpecialTokens, false);
        int[] ids = toInts(encoding.getIds());
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[ids.length];
        int[] ends = new int[ids.length];
        // The library counts code points; Java strings index UTF-16 units.
        int[] utf16 = UnicodeText.utf16Indices(text);
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = spans[i];
            if (span == null) {
                continue;
            }
            starts[i] = utf16 == null ? span.getStart() : utf16[span.getStart()];
            ends[i] = utf16 == null ? span.getEnd() : utf16[span.getEnd()];
        }
        return new Encoding(ids, starts, ends);
    }

    /**
     * The text of {@code ids}; an id outside the vocabulary adds nothing.
     *
     * @param skipSpecial leave special tokens out instead of writing their strings
     */
    public String decode(int[] ids, boolean skipSpecial) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0) {
                throw new IllegalArgumentException("token id " + ids[i] + " at index " + i + " is negative");
            }
            wide[i] = ids[i];
        }
        return tokenizer.decode(wide, skipSpecial);
    }

    /** Highest token id + 1, added tokens included. */
    public int vocabSize() {
        return files.vocabSize();
    }

    /** Id of the token with exactly this string (in the vocabulary's own spelling). */
    public OptionalInt tokenId(String token) {
        Integer id = files.tokenIds().get(Objects.requireNonNull(token, "token"));
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Strings of the tokens marked special. */
    public Set<String> specialTokens() {
        return files.specialTokens();
    }

    /** The token that begins a text, if the tokenizer names one. */
    public Optional<String> bosToken() {
        return named("bos_token");
    }

    /** Id of {@link #bosToken}. */
    public OptionalInt bosId() {
        return idOf(bosToken());
    }

    /** The token that ends a text, if the tokenizer names one. */
    public Optional<String> eosToken() {
        return named("eos_token");
    }

    /** Id of {@link #eosToken}. */
    public OptionalInt eosId() {
        return idOf(eosToken());
    }

    /** The token that fills up short sequences, if the tokenizer names one. */
    public Optional<String> padToken() {
        return named("pad_token");
    }

    /** Id of {@link #padToken}. */
    public OptionalInt padId() {
        return idOf(padToken());
    }

    /** Jinja source of the chat template the folder brings (the one named "default" where there are several). */
    public Optional<String> chatTemplate() {
        return files.chatTemplate();
    }

    /** The folder the tokenizer was loaded from. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private Optional<String> named(String role) {
        return Optional.ofNullable(files.named().get(role));
    }

    private OptionalInt idOf(Optional<String> token) {
        return token.isEmpty() ? OptionalInt.empty() : tokenId(token.get());
    }

    private static int[] toInts(long[] ids) {
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }
}
