package dev.smoltulu.runtime.generation;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.OwnedResources;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes next in each of some rows: logits as the decoder writes them, and the tokens that are made of them. */
final class NextTokens implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final NextTokenSessions sessions;
    private final int rows;
    private final int vocabulary;
    private final Tensor logits;
    /** What sessions write, by the output's name. */
    private final Map<String, Tensor> outputs = new HashMap<>();

    /**
     * A chosen token.
     *
     * @param logProb         under the model's own distribution
     * @param samplingLogProb under the one it was drawn from
     */
    record Choice(int token, float logProb, float samplingLogProb) {
    }

    NextTokens(NextTokenSessions sessions, int rows) {
        this.sessions = sessions;
        this.rows = rows;
        this.vocabulary = sessions.vocabulary();
        this.logits = owned.own(Tensor.zeros(sessions.device(), DataType.FLOAT, rows, vocabulary));
    }

    int rows() {
        return rows;
    }

    /** Float [rows, vocabulary], where the model computes. */
    Tensor logits() {
        return logits;
    }

    /**
     * Chooses each row's next token.
     *
     * @throws UserError when the model's output is not finite
     */
    List<Choice> choose(List<Sequence> sequences) {
        List<Sampling> samplings = sequences.stream().map(Sequence::sampling).toList();
        TokenChoice choice = sessions.choice(samplings);
        run(choice, sequences);
        List<Choice> choices = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int best = Math.toIntExact(integer(NextTokenGraph.BEST_TOKENS, row));
            float logProb = real(NextTokenGraph.BEST_LOG_PROBS, row);
            requireFinite(logProb);
            choices.add(samplings.get(row).isGreedy() ? new Choice(best, logProb, 0f)
                    : draw(choice, row, sequences.get(row)));
        }
        return choices;
    }

    private Choice draw(TokenChoice choice, int row, Sequence sequence) {
        return switch (choice) {
            case GREEDY -> throw new IllegalStateException("nothing is drawn");
            case ON_HOST -> {
                TokenSampler sampler = sessions.sampler();
                outputs.get(NextTokenGraph.PROBABILITIES).floats().get(row * vocabulary, sampler.probabilities());
                TokenSampler.Draw draw = sampler.draw(sequence.sampling(), sequence.random());
                yield new Choice(draw.token(), real(NextTokenGraph.LOG_PROBS, row * vocabulary + draw.token()),
                        (float) Math.log(draw.probability()));
            }
            case IN_GRAPH, TRUNCATED_IN_GRAPH -> new Choice(Math.toIntExact(integer(NextTokenGraph.TOKENS, row)),
                    real(NextTokenGraph.TOKEN_LOG_PROBS, row), real(NextTokenGraph.SAMPLING_LOG_PROBS, row));
        };
    }

    private void run(TokenChoice choice, List<Sequence> sequences) {
        ModelSession session = sessions.session(choice);
        session.bindInput(DecodeGraph.LOGITS, logits);
        bind(session, DataType.INT64, NextTokenGraph.BEST_TOKENS, rows);
        bind(session, DataType.FLOAT, NextTokenGraph.BEST_LOG_PROBS, rows, 1);
        Map<String, HostTensor> feeds = new LinkedHashMap<>();
        if (choice != TokenChoice.GREEDY) {
            feeds.put(NextTokenGraph.TEMPERATURES, column(sequences.stream().map(s -> s.sampling().divisor()).toList()));
        }
        switch (choice) {
            case GREEDY -> { }
            case ON_HOST -> {
                bind(session, DataType.FLOAT, NextTokenGraph.PROBABILITIES, rows, vocabulary);
                bind(session, DataType.FLOAT, NextTokenGraph.LOG_PROBS, rows, vocabulary);
            }
            case IN_GRAPH, TRUNCATED_IN_GRAPH -> {
                bind(session, DataType.INT64, NextTokenGraph.TOKENS, rows, 1);
                bind(session, DataType.FLOAT, NextTokenGraph.TOKEN_LOG_PROBS, rows, 1);
                bind(session, DataType.FLOAT, NextTokenGraph.SAMPLING_LOG_PROBS, rows, 1);
                feeds.put(NextTokenGraph.UNIFORMS, column(sequences.stream().map(Sequence::uniform).toList()));
            }
        }
        if (choice == TokenChoice.TRUNCATED_IN_GRAPH) {
            feeds.put(NextTokenGraph.LAST_RANKS, new HostTensor.Longs(sequences.stream()
                    .mapToLong(s -> s.sampling().lastRank(vocabulary)).toArray(), rows, 1));
            feeds.put(NextTokenGraph.TOP_P, column(sequences.stream().map(s -> s.sampling().mass()).toList()));
        }
        HostTensor.feed(feeds, tensors -> {
            tensors.forEach(session::bindInput);
            session.run();
        });
    }

    private void bind(ModelSession session, DataType type, String name, long... shape) {
        session.bindOutput(name, outputs.computeIfAbsent(name, unseen -> owned.own(Tensor.zeros(type, shape))));
    }

    private HostTensor column(List<Float> numbers) {
        float[] elements = new float[rows];
        for (int row = 0; row < rows; row++) {
            elements[row] = numbers.get(row);
        }
        return new HostTensor.Floats(elements, rows, 1);
    }

    private long integer(String output, int index) {
        return outputs.get(output).buffer().asLongBuffer().get(index);
    }

    private float real(String output, int index) {
        return outputs.get(output).floats().get(index);
    }

    private static void requireFinite(float logProb) {
        if (!Float.isFinite(logProb)) {
            throw UserError.failed("the model's output is not finite: its weights are broken, or its training has "
                    + "diverged; take other weights");
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
