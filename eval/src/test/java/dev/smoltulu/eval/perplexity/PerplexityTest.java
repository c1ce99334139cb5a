package dev.smoltulu.eval.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.answers.AnswerLog;
import dev.smoltulu.eval.answers.EvalProgress;
import dev.smoltulu.eval.answers.Shard;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.support.SharedFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerplexityTest {

    private static Path folder;
    private static List<DocumentFile.Document> stories;

    @TempDir
    Path folderOfLogs;

    private int logs;

    @BeforeAll
    static void readStories() {
        folder = SharedFolder.resolve("models/stories260K");
        stories = DocumentFile.read(SharedFolder.resolve("data/text/tinystories.txt"))
                .documents()
                .subList(0, 24);
    }

    private static EvalModel open(int maxLength, int batchTokens) {
        return EvalModel.open(
                new ModelChoice("stories260K", folder, Device.CPU, OptionalInt.of(maxLength), batchTokens));
    }

    private PerplexityResult run(EvalModel model, List<DocumentFile.Document> documents) {
        return run(model, documents, (task, unit, done, total) -> {}, () -> false)
                .orElseThrow();
    }

    private Optional<PerplexityResult> run(
            EvalModel model, List<DocumentFile.Document> documents, EvalProgress progress, BooleanSupplier stop) {
        Perplexity perplexity = Perplexity.of(model, documents, "test");
        String name = String.format("%012d", logs++);
        try (AnswerLog log = AnswerLog.open(folderOfLogs, Perplexity.NAME, name, perplexity.windows(), Shard.WHOLE)) {
            return perplexity.ask(log, progress, stop) ? Optional.of(perplexity.result(log)) : Optional.empty();
        }
    }

    private static double sum(EvalModel model, ScoredSequence sequence) {
        return model.scoring()
                .score(List.of(new ScoredGroup(List.of(sequence))))
                .get(0)
                .get(0)
                .sum();
    }

    /** Log-likelihoods by a float64 implementation of the model in NumPy, of stories that fit one window. */
    @Test
    void agreesWithAnIndependentImplementation() {
        double[] expected = {
            -392.50233016280504,
            -549.6050252025502,
            -553.5285099571056,
            -497.9840176485319,
            -348.842632312204,
            -351.34181991545233
        };
        int[] tokens = {319, 351, 413, 400, 265, 300};
        try (EvalModel model = open(512, 4096)) {
            PerplexityResult result = run(model, stories.subList(0, expected.length));
            for (int i = 0; i < expected.length; i++) {
                assertEquals(tokens[i], result.scores().get(i).tokens());
                assertEquals(expected[i], result.scores().get(i).logLikelihood(), 1e-5 * -expected[i]);
            }
        }
    }

    /**
     * The model's published validation loss is 1.297 nats a token; over this whole sample of stories it is 1.490.
     * Without training it would be ln 512, about 6.24.
     */
    @Test
    void lossIsThatOfATrainedModel() {
        try (EvalModel model = open(512, 4096)) {
            double loss = run(model, stories).tokenLoss();
            assertTrue(loss > 1.2 && loss < 1.6, Double.toString(loss));
        }
    }

    @Test
    void metricsFollowFromTheTokensLogProbabilities() {
        List<DocumentFile.Document> documents = stories.subList(3, 5);
        try (EvalModel model = open(512, 4096)) {
            double logLikelihood = 0;
            long bytes = 0;
            long words = 0;
            for (DocumentFile.Document document : documents) {
                int[] ids = model.tokenizer().encode(document.text());
                int[] prefixed = new int[ids.length + 1];
                prefixed[0] = 1;
                System.arraycopy(ids, 0, prefixed, 1, ids.length);
                ScoredSequence whole = new ScoredSequence(prefixed, ids.length);
                logLikelihood += sum(model, whole);
                bytes += document.text().getBytes(StandardCharsets.UTF_8).length;
                words += document.text().split("\\s+", -1).length;
            }
            PerplexityResult result = run(model, documents);
            assertEquals(Math.exp(-logLikelihood / bytes), result.bytePerplexity(), 1e-6);
            assertEquals(Math.exp(-logLikelihood / words), result.wordPerplexity(), 1e-4);
            assertEquals(-logLikelihood / bytes / Math.log(2), result.bitsPerByte(), 1e-6);
        }
    }

    @Test
    void aLongDocumentIsTheSumOfItsWindows() {
        DocumentFile.Document longest = stories.get(2);
        try (EvalModel model = open(100, 4096)) {
            int[] ids = model.tokenizer().encode(longest.text());
            double sum = 0;
            for (ScoredSequence window : Perplexity.RollingWindows.of(ids, 1, 100)) {
                sum += sum(model, window);
            }
            PerplexityResult.DocumentScore score =
                    run(model, List.of(longest)).scores().get(0);
            assertEquals(5, score.windows());
            assertEquals(413, score.tokens());
            assertEquals(sum, score.logLikelihood(), 1e-5 * -sum);
        }
    }

    @Test
    void batchSizeChangesNothingButRounding() {
        List<Double> totals = new ArrayList<>();
        for (int batchTokens : new int[] {1, 700, 4096}) {
            try (EvalModel model = open(200, batchTokens)) {
                totals.add(run(model, stories).logLikelihood());
            }
        }
        assertEquals(totals.get(0), totals.get(1), 1e-6 * -totals.get(0));
        assertEquals(totals.get(0), totals.get(2), 1e-6 * -totals.get(0));
    }

    @Test
    void weightsThatAreNotFiniteAreNamed(@TempDir Path broken) throws Exception {
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(folder.resolve(name), broken.resolve(name));
        }
        byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
        // The last tensor's last number: 0x7fc00000 is not a number.
        System.arraycopy(new byte[] {0, 0, (byte) 0xc0, 0x7f}, 0, weights, weights.length - 4, 4);
        Files.write(broken.resolve("model.safetensors"), weights);
        try (EvalModel model =
                EvalModel.open(new ModelChoice("broken", broken, Device.CPU, OptionalInt.empty(), 4096))) {
            UserError error = assertThrows(UserError.class, () -> run(model, stories.subList(0, 1)));
            assertTrue(
                    error.getMessage().startsWith("test, document 1: its log-likelihood is NaN"), error.getMessage());
        }
    }

    @Test
    void goesOnWhereItStoppedAndFindsTheSame() {
        try (EvalModel model = open(200, 400)) {
            List<Long> seen = new ArrayList<>();
            EvalProgress progress = (task, unit, done, total) -> {
                seen.add(done);
                assertTrue(done <= total);
            };
            PerplexityResult whole = run(model, stories, progress, () -> false).orElseThrow();
            assertEquals(whole.tokens(), seen.get(seen.size() - 1));
            int passes = seen.size();
            seen.clear();
            logs = 1000;
            assertTrue(run(model, stories, progress, () -> seen.size() == 2).isEmpty());
            assertEquals(2, seen.size());
            logs = 1000;
            assertEquals(whole, run(model, stories, progress, () -> false).orElseThrow());
            assertEquals(passes, seen.size());
        }
    }
}
