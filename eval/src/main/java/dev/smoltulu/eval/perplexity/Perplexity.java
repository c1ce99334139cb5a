package dev.smoltulu.eval.perplexity;

import dev.smoltulu.UserError;
import dev.smoltulu.eval.EvalModel;
import dev.smoltulu.eval.EvalProgress;
import dev.smoltulu.eval.data.Document;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.TokenScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Rolling log-likelihood of whole documents, as lm-evaluation-harness scores wikitext: every token is predicted once,
 * in {@link RollingWindows}.
 */
public final class Perplexity {

    public static final String NAME = "perplexity";

    private Perplexity() {
    }

    /** A window and the document it is part of; {@code number} counts the windows of all documents. */
    private record Window(int number, ScoredGroup group) {
        int tokens() {
            return group.scored();
        }
    }

    /**
     * Scores {@code documents}.
     *
     * @param where what errors name: the file
     * @param stop  asked before every forward pass
     * @return nothing if stopped
     */
    public static Optional<PerplexityResult> run(EvalModel model, List<Document> documents, String where,
            EvalProgress progress, BooleanSupplier stop) {
        List<Window> windows = new ArrayList<>();
        int[] firstWindow = new int[documents.size() + 1];
        for (int i = 0; i < documents.size(); i++) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            int[] tokens = model.encode(documents.get(i).text(), document(where, documents.get(i)));
            for (ScoredSequence window : RollingWindows.of(tokens, model.prefixToken(), model.maxLength())) {
                windows.add(new Window(windows.size(), new ScoredGroup(List.of(window))));
            }
            firstWindow[i + 1] = windows.size();
        }
        Optional<double[]> sums = score(model, windows, progress, stop);
        if (sums.isEmpty()) {
            return Optional.empty();
        }
        List<DocumentScore> scores = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            scores.add(score(documents.get(i), windows, sums.get(), firstWindow[i], firstWindow[i + 1], where));
        }
        return Optional.of(new PerplexityResult(scores));
    }

    /** Each window's summed log-probability, by its number. */
    private static Optional<double[]> score(EvalModel model, List<Window> windows, EvalProgress progress,
            BooleanSupplier stop) {
        long total = windows.stream().mapToLong(Window::tokens).sum();
        long done = 0;
        double[] sums = new double[windows.size()];
        for (List<Window> pass : model.session().passes(windows, Window::group)) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            List<List<TokenScores>> scores = model.session().score(pass.stream().map(Window::group).toList());
            for (int i = 0; i < pass.size(); i++) {
                sums[pass.get(i).number()] = scores.get(i).get(0).sum();
                done += pass.get(i).tokens();
            }
            progress.advanced(NAME, done, total);
        }
        return Optional.of(sums);
    }

    private static DocumentScore score(Document document, List<Window> windows, double[] sums, int first, int end,
            String where) {
        double logLikelihood = 0;
        long tokens = 0;
        for (int i = first; i < end; i++) {
            logLikelihood += sums[i];
            tokens += windows.get(i).tokens();
        }
        if (!Double.isFinite(logLikelihood)) {
            throw UserError.failed(document(where, document) + ": its log-likelihood is " + logLikelihood
                    + "; look for weights of the model that are not finite");
        }
        return new DocumentScore(document, tokens, end - first, logLikelihood, TextLength.words(document.text()),
                TextLength.bytes(document.text()));
    }

    private static String document(String where, Document document) {
        return where + ", document " + (document.id() + 1);
    }
}
