package dev.smoltulu.runtime.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.support.SharedFolder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScoringSessionTest {

    private static Path folder;
    private static ModelParameters parameters;
    private static int[] ids;
    private static double[] golden;

    @BeforeAll
    static void readGoldenNumbers() throws Exception {
        folder = SharedFolder.resolve("models/stories260K");
        parameters = ModelParameters.read(folder, LlamaConfig.read(folder));
        JsonObject forward = JsonParser.parseString(Files.readString(SharedFolder.resolve("golden/stories260K.json")))
                .getAsJsonObject()
                .getAsJsonObject("forward");
        ids = StreamSupport.stream(forward.getAsJsonArray("input_ids").spliterator(), false)
                .mapToInt(JsonElement::getAsInt)
                .toArray();
        golden = StreamSupport.stream(forward.getAsJsonArray("token_logprobs").spliterator(), false)
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    }

    @AfterAll
    static void close() {
        if (parameters != null) {
            parameters.close();
        }
    }

    private static ScoringSession open(int tokenBudget) {
        return open(parameters, tokenBudget);
    }

    private static ScoringSession open(ModelParameters weights, int tokenBudget) {
        return new ScoringSession(
                LlamaConfig.read(folder),
                weights.tensors(),
                64,
                tokenBudget,
                SessionSettings.on(Device.CPU).withThreads(1));
    }

    private static ScoredGroup group(ScoredSequence... sequences) {
        return new ScoredGroup(List.of(sequences));
    }

    private static TokenScores alone(ScoringSession session, ScoredSequence sequence) {
        return session.score(List.of(group(sequence))).get(0).get(0);
    }

    @Test
    void logProbsArePyTorchs() {
        try (ScoringSession session = open(64)) {
            float[] logProbs =
                    alone(session, new ScoredSequence(ids, ids.length - 1)).logProbs();
            assertEquals(golden.length, logProbs.length);
            for (int i = 0; i < golden.length; i++) {
                assertEquals(golden[i], logProbs[i], 1e-4 * Math.max(1, Math.abs(golden[i])), "token " + i);
            }
        }
    }

    @Test
    void companyInThePassChangesNothingButRounding() {
        List<ScoredSequence> sequences = List.of(
                new ScoredSequence(ids, ids.length - 1),
                new ScoredSequence(Arrays.copyOf(ids, 2), 1),
                new ScoredSequence(Arrays.copyOfRange(ids, 3, 17), 5),
                new ScoredSequence(ids, 4));
        try (ScoringSession alone = open(64);
                ScoringSession together = open(4096)) {
            List<List<TokenScores>> packed =
                    together.score(sequences.stream().map(s -> group(s)).toList());
            for (int i = 0; i < sequences.size(); i++) {
                assertSame(alone(alone, sequences.get(i)), packed.get(i).get(0));
            }
            assertArrayEquals(
                    Arrays.copyOfRange(packed.get(0).get(0).logProbs(), ids.length - 5, ids.length - 1),
                    packed.get(3).get(0).logProbs(),
                    2e-5f);
        }
    }

    /** So many targets that the head's work is cut in two; being odd in number they are filled up to an even one. */
    @Test
    void manyTargetsAreScoredInChunks() {
        ScoredSequence whole = new ScoredSequence(ids, ids.length - 1);
        ScoredGroup group = new ScoredGroup(Collections.nCopies(131_072 / whole.scored() + 1, whole));
        ScoredGroup odd = group.scored() % 2 == 1
                ? group
                : new ScoredGroup(Stream.concat(group.sequences().stream(), Stream.of(new ScoredSequence(ids, 1)))
                        .toList());
        assertEquals(1, odd.scored() % 2);
        try (ScoringSession session = open(200_000)) {
            List<TokenScores> scores = session.score(List.of(odd)).get(0);
            TokenScores alone = alone(session, whole);
            for (int n : new int[] {
                0, 1, group.sequences().size() / 2, group.sequences().size() - 1
            }) {
                assertSame(alone, scores.get(n));
            }
        }
    }

    /** Trees of every shape: no shared prefix, equal sequences, one the prefix of another, tails of one token. */
    @Test
    void sharingAPrefixChangesNothingButRounding() {
        Random random = new Random(11);
        List<ScoredGroup> groups = new ArrayList<>(
                IntStream.range(0, 40).mapToObj(i -> randomGroup(random)).toList());
        ScoredSequence whole = new ScoredSequence(Arrays.copyOf(ids, 20), 3);
        groups.add(group(
                whole,
                new ScoredSequence(Arrays.copyOf(ids, 19), 19 - 1),
                whole,
                new ScoredSequence(Arrays.copyOf(ids, 20), 1)));
        assertTrue(groups.stream()
                .anyMatch(g -> g.length()
                        < g.sequences().stream()
                                        .mapToInt(ScoredSequence::length)
                                        .sum()
                                / 2));
        for (int budget : new int[] {1, 100, 4096}) {
            try (ScoringSession session = open(budget);
                    ScoringSession single = open(64)) {
                for (List<ScoredGroup> pass : session.passes(groups, Function.identity())) {
                    List<List<TokenScores>> scores = session.score(pass);
                    for (int i = 0; i < pass.size(); i++) {
                        List<ScoredSequence> sequences = pass.get(i).sequences();
                        assertEquals(sequences.size(), scores.get(i).size());
                        for (int n = 0; n < sequences.size(); n++) {
                            assertSame(
                                    alone(single, sequences.get(n)),
                                    scores.get(i).get(n));
                        }
                    }
                }
            }
        }
    }

    private static ScoredGroup randomGroup(Random random) {
        int[] context = random.ints(random.nextInt(20), 3, 512).toArray();
        List<ScoredSequence> sequences = new ArrayList<>();
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
            // Few ids, so that tails begin alike now and then.
            int[] tail = random.ints(1 + random.nextInt(7), 400, 403).toArray();
            int[] tokens = IntStream.concat(Arrays.stream(context), Arrays.stream(tail))
                    .toArray();
            if (tokens.length > 1) {
                sequences.add(new ScoredSequence(tokens, Math.min(tail.length, tokens.length - 1)));
            }
        }
        return sequences.isEmpty() ? randomGroup(random) : new ScoredGroup(sequences);
    }

    /** The whole vocabulary as choices of one context: only the likeliest of all is marked. */
    @Test
    void theMostLikelyTokenIsTheOneWithTheHighestLogProbability() {
        try (ScoringSession session = open(4096)) {
            int marked = 0;
            for (int length : new int[] {1, 4, 9, 15}) {
                List<TokenScores> scores =
                        session.score(List.of(new ScoredGroup(choices(length)))).get(0);
                int top = 0;
                double sum = 0;
                for (int id = 0; id < 512; id++) {
                    double logProb = scores.get(id).sum();
                    sum += Math.exp(logProb);
                    top = logProb > scores.get(top).sum() ? id : top;
                }
                assertEquals(1, sum, 1e-5);
                for (int id = 0; id < 512; id++) {
                    assertEquals(id == top, scores.get(id).greedy(), "id " + id);
                }
                boolean[] whole =
                        alone(session, new ScoredSequence(ids, ids.length - 1)).mostLikely();
                assertEquals(top == ids[length], whole[length - 1]);
                marked += whole[length - 1] ? 1 : 0;
            }
            assertTrue(marked > 0, "no position here has the most likely token");
        }
    }

    private static List<ScoredSequence> choices(int length) {
        return IntStream.range(0, 512)
                .mapToObj(id -> {
                    int[] tokens = Arrays.copyOf(ids, length + 1);
                    tokens[length] = id;
                    return new ScoredSequence(tokens, 1);
                })
                .toList();
    }

    @Test
    void ofEquallyLikelyTokensTheLowestIdCounts() {
        try (ModelParameters own = ModelParameters.read(folder, LlamaConfig.read(folder))) {
            List<ScoredSequence> choices = choices(15);
            int top;
            try (ScoringSession session = open(own, 64)) {
                List<TokenScores> scores =
                        session.score(List.of(new ScoredGroup(choices))).get(0);
                top = IntStream.range(0, 512)
                        .filter(id -> scores.get(id).greedy())
                        .findFirst()
                        .orElseThrow();
            }
            int lower = IntStream.range(3, 512)
                    .filter(id -> Arrays.stream(ids).noneMatch(used -> used == id))
                    .findFirst()
                    .orElseThrow();
            assertTrue(lower < top);
            Tensor embedding = own.tensors().get("model.embed_tokens.weight");
            int width = Math.toIntExact(embedding.shape()[1]);
            FloatBuffer rows = embedding.floats();
            for (int i = 0; i < width; i++) {
                rows.put(lower * width + i, rows.get(top * width + i));
            }
            try (ScoringSession session = open(own, 64)) {
                List<TokenScores> scores =
                        session.score(List.of(new ScoredGroup(choices))).get(0);
                assertEquals(scores.get(lower).sum(), scores.get(top).sum());
                assertTrue(scores.get(lower).greedy());
                assertFalse(scores.get(top).greedy());
            }
        }
    }

    @Test
    void greedyAsksForEveryToken() {
        assertTrue(new TokenScores(new float[] {-1, -2}, new boolean[] {true, true}).greedy());
        assertFalse(new TokenScores(new float[] {-1, -2}, new boolean[] {true, false}).greedy());
        assertEquals(-3, new TokenScores(new float[] {-1, -2}, new boolean[] {true, false}).sum());
    }

    @Test
    void refusesWhatCannotBeScored() {
        assertThrows(IllegalArgumentException.class, () -> new ScoredSequence(ids, ids.length));
        assertThrows(IllegalArgumentException.class, () -> new ScoredSequence(ids, 0));
        try (ScoringSession session = open(64)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> session.score(List.of(group(new ScoredSequence(new int[66], 1)))));
        }
    }

    private static void assertSame(TokenScores expected, TokenScores actual) {
        assertArrayEquals(expected.logProbs(), actual.logProbs(), 2e-5f);
        assertArrayEquals(expected.mostLikely(), actual.mostLikely());
    }
}
