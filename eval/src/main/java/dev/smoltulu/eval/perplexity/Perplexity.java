package dev.smoltulu.eval.perplexity;

import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.eval.answers.AnswerLog;
import dev.smoltulu.eval.answers.EvalProgress;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.TokenScores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Rolling log-likelihood of whole documents, as lm-evaluation-harness scores wikitext: every token is predicted once,
 * in {@link RollingWindows}.
 */
public final class Perplexity {

    public static final String NAME = "perplexity";

    private final EvalModel model;
    private final List<DocumentFile.Document> documents;
    private final String where;
    private final List<Window> windows = new ArrayList<>();
    private final int[] firstWindow;

    /** A window and the document it is part of; {@code number} counts the windows of all documents. */
    private record Window(int number, DocumentFile.Document document, ScoredGroup group) {
        int tokens() {
            return group.scored();
        }
    }

    private Perplexity(EvalModel model, List<DocumentFile.Document> documents, String where) {
        this.model = model;
        this.documents = documents;
        this.where = where;
        this.firstWindow = new int[documents.size() + 1];
    }

    /**
     * Cuts {@code documents} into windows.
     *
     * @param where what errors name: the file
     */
    public static Perplexity of(EvalModel model, List<DocumentFile.Document> documents, String where) {
        Perplexity perplexity = new Perplexity(model, documents, where);
        for (int i = 0; i < documents.size(); i++) {
            int[] tokens = model.encode(documents.get(i).text(), false, perplexity.place(documents.get(i)));
            for (ScoredSequence window : RollingWindows.of(tokens, model.prefixToken(), model.maxLength())) {
                perplexity.windows.add(
                        new Window(perplexity.windows.size(), documents.get(i), new ScoredGroup(List.of(window))));
            }
            perplexity.firstWindow[i + 1] = perplexity.windows.size();
        }
        return perplexity;
    }

    /** Windows of all documents: answers that the log will have. */
    public int windows() {
        return windows.size();
    }

    /**
     * Scores what {@code log} lacks of its shard.
     *
     * @param stop asked before every forward pass
     * @return false if stopped
     */
    public boolean ask(AnswerLog log, EvalProgress progress, BooleanSupplier stop) {
        List<List<Window>> passes = log.shard().of(model.scoring().passes(windows, Window::group));
        long total =
                passes.stream().flatMap(List::stream).mapToLong(Window::tokens).sum();
        long done = 0;
        for (List<Window> pass : passes) {
            done += pass.stream().mapToLong(Window::tokens).sum();
            if (log.hasAll(pass.stream().map(Window::number).toList())) {
                continue;
            }
            if (stop.getAsBoolean()) {
                return false;
            }
            log.append(score(pass));
            progress.advanced(NAME, "tokens", done, total);
        }
        return true;
    }

    /** What came out; {@code log} has all windows. */
    public PerplexityResult result(AnswerLog log) {
        List<PerplexityResult.DocumentScore> scores = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            scores.add(score(documents.get(i), log, firstWindow[i], firstWindow[i + 1]));
        }
        return new PerplexityResult(scores);
    }

    /** Each window's summed log-probability, by its number. */
    private Map<Integer, JsonElement> score(List<Window> pass) {
        List<List<TokenScores>> scores =
                model.scoring().score(pass.stream().map(Window::group).toList());
        Map<Integer, JsonElement> sums = new LinkedHashMap<>();
        for (int i = 0; i < pass.size(); i++) {
            double sum = scores.get(i).get(0).sum();
            if (!Double.isFinite(sum)) {
                throw UserError.failed(place(pass.get(i).document()) + ": its log-likelihood is " + sum
                        + "; look for weights of the model that are not finite");
            }
            sums.put(pass.get(i).number(), Json.number(sum));
        }
        return sums;
    }

    private PerplexityResult.DocumentScore score(DocumentFile.Document document, AnswerLog log, int first, int end) {
        double logLikelihood = 0;
        long tokens = 0;
        for (int i = first; i < end; i++) {
            logLikelihood += log.find(i).orElseThrow().getAsDouble();
            tokens += windows.get(i).tokens();
        }
        return new PerplexityResult.DocumentScore(
                document,
                tokens,
                end - first,
                logLikelihood,
                TextLength.words(document.text()),
                TextLength.bytes(document.text()));
    }

    private String place(DocumentFile.Document document) {
        return where + ", document " + (document.id() + 1);
    }

    /** Words and bytes of a text as lm-evaluation-harness counts them. */
    static final class TextLength {

        /** What Python's {@code \s} matches. */
        private static final Pattern WHITE_SPACE =
                Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

        private TextLength() {}

        /** Pieces between stretches of white space; white space at an end has an empty piece beside it, which counts. */
        public static long words(String text) {
            return WHITE_SPACE.matcher(text).results().count() + 1;
        }

        /** Bytes in UTF-8. */
        public static long bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * Cuts a long text into windows that score every token exactly once, as lm-evaluation-harness does for its
     * loglikelihood_rolling requests with one token of context ({@code get_rolling_token_windows} and
     * {@code make_disjoint_window}): the first window begins with the prefix token, each later one with the last token of
     * the window before it. The last window, where it is not full, takes as much context as the model can be fed.
     */
    static final class RollingWindows {

        private RollingWindows() {}

        /**
         * The windows in order; none for no tokens.
         *
         * @param tokens    token ids of the text
         * @param prefix    id that the first token is predicted from
         * @param maxLength maximum length of the model's input in tokens
         */
        public static List<ScoredSequence> of(int[] tokens, int prefix, int maxLength) {
            int[] prefixed = new int[tokens.length + 1];
            prefixed[0] = prefix;
            System.arraycopy(tokens, 0, prefixed, 1, tokens.length);
            List<ScoredSequence> windows = new ArrayList<>();
            for (int scored = 0; scored < tokens.length; ) {
                int count = Math.min(maxLength, tokens.length - scored);
                int end = scored + count + 1;
                // The window after the first never reaches back to the prefix: it has at most maxLength tokens fed.
                int start = Math.max(0, end - 1 - maxLength);
                windows.add(new ScoredSequence(Arrays.copyOfRange(prefixed, start, end), count));
                scored += count;
            }
            return windows;
        }
    }
}
