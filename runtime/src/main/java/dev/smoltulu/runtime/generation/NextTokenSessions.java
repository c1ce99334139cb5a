package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import java.util.EnumMap;
import java.util.Map;

/** The graphs that choose the next token, each loaded on first use. */
final class NextTokenSessions implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final int vocabulary;
    private final SessionSettings settings;
    private final boolean inGraph;
    private final TokenSampler sampler;
    private final Map<TokenChoice, ModelSession> sessions = new EnumMap<>(TokenChoice.class);

    /** @param inGraph whether tokens are sampled on the device, by the graph, and not on the host */
    NextTokenSessions(int vocabulary, SessionSettings settings, boolean inGraph) {
        this.vocabulary = vocabulary;
        this.settings = settings;
        this.inGraph = inGraph;
        this.sampler = new TokenSampler(vocabulary);
    }

    int vocabulary() {
        return vocabulary;
    }

    /** The device that holds the logits. */
    Device device() {
        return settings.device();
    }

    TokenSampler sampler() {
        return sampler;
    }

    /** Maximum rows per pass: Java must address their distributions in one buffer. */
    int maxRows() {
        return inGraph ? Integer.MAX_VALUE : Math.max(1, Integer.MAX_VALUE / DataType.FLOAT.bytes() / vocabulary);
    }

    TokenChoice choice(Sampling sampling) {
        return TokenChoice.of(sampling, inGraph);
    }

    ModelSession session(TokenChoice choice) {
        return sessions.computeIfAbsent(
                choice, wanted -> owned.own(new ModelSession(wanted.graph(vocabulary), settings)));
    }

    /** Bytes copied between the host and a GPU by all runs so far. */
    long hostBytes() {
        return sessions.values().stream().mapToLong(ModelSession::hostBytes).sum();
    }

    @Override
    public void close() {
        owned.close();
    }
}
