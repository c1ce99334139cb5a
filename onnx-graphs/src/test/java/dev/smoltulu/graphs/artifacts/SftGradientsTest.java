package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.gradient.CentralDifference;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradients that the whole training graph leaves in its buffers, in double precision. */
class SftGradientsTest {

    private static final int SAMPLES = 6;

    @ParameterizedTest(name = "tied {0}, bias {1}, {2} chunks, checkpointing {3}")
    @CsvSource({"true,true,1,false", "false,true,3,true", "true,false,2,true", "false,false,1,false"})
    void everyParametersGradientMatchesCentralDifferences(
            boolean tied, boolean bias, int chunks, boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(tied, bias);
        Options options = new Options(checkpointing ? SftFeeds.MANY_POSITIONS : 8, chunks, checkpointing);
        Graph evaluation = TrainingGraphs.evaluation(config, options);
        Map<String, Tensor> feeds = SftFeeds.packed(config, chunks, SftFeeds.all());
        Map<String, Tensor> buffers = SftFeeds.buffers(config);
        double loss = SftFeeds.step(TrainingGraphs.training(config, options), feeds, buffers, true)
                .get(TrainingGraphs.LOSS)
                .item();
        assertEquals(Interpreter.run(evaluation, feeds).get(TrainingGraphs.LOSS).item(), loss, 0);
        Random random = new Random(23);
        for (String name : TinyLlama.parameters(config, 17).keySet()) {
            Tensor parameter = feeds.get(name);
            double[] gradient = buffers.get(name + TrainingGraphs.BUFFER_SUFFIX).data();
            assertTrue(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-4), name + " has next to no gradient");
            for (int sample = 0; sample < SAMPLES; sample++) {
                int element = random.nextInt(gradient.length);
                double numeric = CentralDifference.of(
                        parameter,
                        element,
                        () -> Interpreter.run(evaluation, feeds)
                                .get(TrainingGraphs.LOSS)
                                .item());
                assertTrue(
                        CentralDifference.agree(gradient[element], numeric, 1e-6),
                        name + "[" + element + "]: " + gradient[element] + ", numerically " + numeric);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1", "false,3"})
    void checkpointingChangesNothing(boolean tied, int chunks) {
        LlamaConfig config = TinyLlama.config(tied, true);
        Map<String, Tensor> feeds = SftFeeds.packed(config, chunks, SftFeeds.all());
        Map<String, Tensor> kept = SftFeeds.buffers(config);
        Map<String, Tensor> again = SftFeeds.buffers(config);
        SftFeeds.step(
                TrainingGraphs.training(config, new Options(SftFeeds.MANY_POSITIONS, chunks, false)),
                feeds,
                kept,
                true);
        Graph checkpointed = TrainingGraphs.training(config, new Options(SftFeeds.MANY_POSITIONS, chunks, true));
        assertTrue(
                checkpointed.nodes().stream().anyMatch(node -> node.name().startsWith("again/layers.0/")),
                "nothing is computed again");
        SftFeeds.step(checkpointed, feeds, again, true);
        assertClose(kept, again, 0);
    }

    @Test
    void packedPaddedAndSingleSequencesAgree() {
        LlamaConfig config = TinyLlama.config(true, true);
        Graph training = TrainingGraphs.training(config, new Options(SftFeeds.MANY_POSITIONS, 3, false));
        Map<String, Tensor> packed = SftFeeds.buffers(config);
        double loss = loss(training, SftFeeds.packed(config, 3, SftFeeds.all()), packed, true);

        Map<String, Tensor> shuffled = SftFeeds.buffers(config);
        assertEquals(loss, loss(training, SftFeeds.packed(config, 3, 2, 0, 3, 1), shuffled, true), 1e-12);
        assertClose(packed, shuffled, 1e-10);

        Map<String, Tensor> padded = SftFeeds.buffers(config);
        assertEquals(loss, loss(training, SftFeeds.padded(config, 3, 8, SftFeeds.all()), padded, true), 1e-12);
        assertClose(packed, padded, 1e-10);

        Map<String, Tensor> single = SftFeeds.buffers(config);
        double sum = 0;
        for (int i = 0; i < SftFeeds.SEQUENCES.size(); i++) {
            sum += loss(training, SftFeeds.packed(config, 3, i), single, i == 0);
        }
        assertEquals(loss, sum, 1e-12);
        assertClose(packed, single, 1e-10);
    }

    @Test
    void theResetFlagOverwritesAndItsAbsenceAdds() {
        LlamaConfig config = TinyLlama.config(false, false);
        Graph training = TrainingGraphs.training(config, new Options(8, 1, false));
        Map<String, Tensor> feeds = SftFeeds.packed(config, 1, 0, 1);
        Map<String, Tensor> once = SftFeeds.buffers(config);
        SftFeeds.step(training, feeds, once, true);
        Map<String, Tensor> dirty = SftFeeds.buffers(config);
        dirty.values().forEach(buffer -> Arrays.fill(buffer.data(), 9));
        SftFeeds.step(training, feeds, dirty, true);
        assertClose(once, dirty, 0);
        SftFeeds.step(training, feeds, dirty, false);
        once.values().forEach(buffer -> Arrays.setAll(buffer.data(), i -> 2 * buffer.data()[i]));
        assertClose(once, dirty, 1e-15);
    }

    @Test
    void theNormIsThatOfAllBuffersAfterTheStep() {
        LlamaConfig config = TinyLlama.config(false, true);
        Graph training = TrainingGraphs.training(config, new Options(8, 1, false));
        Map<String, Tensor> buffers = SftFeeds.buffers(config);
        for (boolean reset : new boolean[] {true, false}) {
            double norm = SftFeeds.step(training, SftFeeds.packed(config, 1, SftFeeds.all()), buffers, reset)
                    .get(TrainingGraphs.GRADIENT_NORM)
                    .item();
            double squares = buffers.values().stream()
                    .flatMapToDouble(buffer -> Arrays.stream(buffer.data()))
                    .map(g -> g * g)
                    .sum();
            assertEquals(Math.sqrt(squares), norm, 1e-12 * norm);
        }
    }

    /** A token that is neither fed nor predicted has no part in an untied embedding's gradient. */
    @Test
    void onlyFedTokensMoveAnUntiedEmbedding() {
        LlamaConfig config = TinyLlama.config(false, false);
        Map<String, Tensor> buffers = SftFeeds.buffers(config);
        SftFeeds.step(
                TrainingGraphs.training(config, new Options(8, 1, false)),
                SftFeeds.packed(config, 1, SftFeeds.all()),
                buffers,
                true);
        double[] gradient = buffers.get("model.embed_tokens.weight" + TrainingGraphs.BUFFER_SUFFIX)
                .data();
        int width = config.hiddenSize();
        // 6 and 8 are in no sequence, 0 and 2 only end one, and 5 is in a sequence that trains nothing.
        List<Integer> silent = List.of(0, 2, 5, 6, 8);
        for (int token = 0; token < config.vocabSize(); token++) {
            double[] row = Arrays.copyOfRange(gradient, token * width, (token + 1) * width);
            assertEquals(silent.contains(token), Arrays.stream(row).allMatch(g -> g == 0), "token " + token);
        }
    }

    private static double loss(Graph training, Map<String, Tensor> feeds, Map<String, Tensor> buffers, boolean reset) {
        return SftFeeds.step(training, feeds, buffers, reset)
                .get(TrainingGraphs.LOSS)
                .item();
    }

    private static void assertClose(Map<String, Tensor> expected, Map<String, Tensor> actual, double tolerance) {
        expected.forEach((name, tensor) -> {
            for (int i = 0; i < tensor.data().length; i++) {
                assertEquals(tensor.data()[i], actual.get(name).data()[i], tolerance, name + "[" + i + "]");
            }
        });
    }
}
