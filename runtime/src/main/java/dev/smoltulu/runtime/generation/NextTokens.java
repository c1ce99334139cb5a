package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.Tensor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What comes next in each of some rows: logits as the decoder writes them, and the tokens that are made of them. */
final class NextTokens implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final NextTokenSessions sessions;
    private final int rows;
    private final int vocabulary;
    private final Tensor logits;
    /** Outputs of the sessions, by name. */
    private final Map<String, Tensor> outputs = new HashMap<>();

    /**
     * A chosen token.
     *
     * @param logProb         under the model's own distribution
     * @param samplingLogProb under the distribution it was sampled from
     */
    record Choice(int token, float logProb, float samplingLogProb) {}

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
     * Chooses each row's next token, by the graph that the row's own settings need: its result does not depend on the
     * other rows.
     *
     * @throws UserError when the model's output is not finite
     */
    List<Choice> choose(List<Sequence> sequences) {
        List<TokenChoice> wanted = sequences.stream()
                .map(sequence -> sessions.choice(sequence.sampling()))
                .toList();
        Set<TokenChoice> passes = EnumSet.copyOf(wanted);
        if (passes.size() > 1) {
            passes.remove(TokenChoice.GREEDY);
        }
        List<Float> uniforms = passes.stream().anyMatch(TokenChoice::drawsInGraph)
                ? sequences.stream().map(Sequence::uniform).toList()
                : List.of();
        Choice[] choices = new Choice[rows];
        for (TokenChoice pass : passes) {
            run(pass, sequences, uniforms);
            for (int row = 0; row < rows; row++) {
                float best = real(NextTokenGraph.BEST_LOG_PROBS, row);
                requireFinite(best);
                if (wanted.get(row) == TokenChoice.GREEDY) {
                    choices[row] = new Choice(integer(NextTokenGraph.BEST_TOKENS, row), best, 0f);
                } else if (wanted.get(row) == pass) {
                    choices[row] = pass.drawsInGraph() ? drawn(row) : draw(row, sequences.get(row));
                }
            }
        }
        return List.of(choices);
    }

    private Choice drawn(int row) {
        return new Choice(
                integer(NextTokenGraph.TOKENS, row),
                real(NextTokenGraph.TOKEN_LOG_PROBS, row),
                real(NextTokenGraph.SAMPLING_LOG_PROBS, row));
    }

    private Choice draw(int row, Sequence sequence) {
        TokenSampler sampler = sessions.sampler();
        outputs.get(NextTokenGraph.PROBABILITIES).floats().get(row * vocabulary, sampler.probabilities());
        TokenSampler.Draw draw = sampler.draw(sequence.sampling(), sequence.random());
        return new Choice(draw.token(), real(NextTokenGraph.LOG_PROBS, row * vocabulary + draw.token()), (float)
                Math.log(draw.probability()));
    }

    private void run(TokenChoice pass, List<Sequence> sequences, List<Float> uniforms) {
        ModelSession session = sessions.session(pass);
        session.bindInput(DecodeGraph.LOGITS, logits);
        bind(session, DataType.INT64, NextTokenGraph.BEST_TOKENS, rows);
        bind(session, DataType.FLOAT, NextTokenGraph.BEST_LOG_PROBS, rows, 1);
        List<Sampling> samplings = sequences.stream().map(Sequence::sampling).toList();
        Map<String, HostTensor> feeds = new LinkedHashMap<>();
        if (pass != TokenChoice.GREEDY) {
            feeds.put(
                    NextTokenGraph.TEMPERATURES,
                    column(samplings.stream().map(Sampling::divisor).toList()));
        }
        if (pass == TokenChoice.ON_HOST) {
            bind(session, DataType.FLOAT, NextTokenGraph.PROBABILITIES, rows, vocabulary);
            bind(session, DataType.FLOAT, NextTokenGraph.LOG_PROBS, rows, vocabulary);
        }
        if (pass.drawsInGraph()) {
            bind(session, DataType.INT64, NextTokenGraph.TOKENS, rows, 1);
            bind(session, DataType.FLOAT, NextTokenGraph.TOKEN_LOG_PROBS, rows, 1);
            bind(session, DataType.FLOAT, NextTokenGraph.SAMPLING_LOG_PROBS, rows, 1);
            feeds.put(NextTokenGraph.UNIFORMS, column(uniforms));
        }
        if (pass == TokenChoice.TRUNCATED_IN_GRAPH) {
            feeds.put(
                    NextTokenGraph.LAST_RANKS,
                    new HostTensor.Longs(
                            samplings.stream()
                                    .mapToLong(sampling -> sampling.lastRank(vocabulary))
                                    .toArray(),
                            rows,
                            1));
            feeds.put(
                    NextTokenGraph.TOP_P,
                    column(samplings.stream().map(Sampling::mass).toList()));
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

    private int integer(String output, int index) {
        return Math.toIntExact(outputs.get(output).buffer().asLongBuffer().get(index));
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
