package dev.smoltulu.runtime.generation;

import com.sun.management.OperatingSystemMXBean;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Generates from many prompts in one continuous batch: in fp32 on the CPU, with matrix multiplications, keys and values
 * in bfloat16 on a GPU. A sequence that ends makes room for the next one at once. The result of a request depends on
 * its prompt, settings and seed; the other sequences of the batch change it by rounding only.
 *
 * <p>Every call uses the weights as they are then: their owner may change them between calls. Not safe for use by
 * several threads.
 */
public final class GenerationEngine implements AutoCloseable {

    /** Weights are copied if they take at most one part in this many of the machine's memory. */
    private static final int COPY_SHARE = 8;

    private final OwnedResources owned;
    private final LlamaConfig config;
    private final GenerationSettings settings;
    private final DecodeSession session;
    private final NextTokenSessions choosing;

    /**
     * An engine on weights that someone else owns.
     *
     * @param parameters the weights of {@code config}, by their Hugging Face names; they must outlive the engine
     */
    public GenerationEngine(
            LlamaConfig config, Map<String, Tensor> parameters, GenerationSettings settings, SessionSettings session) {
        this(
                config,
                parameters,
                settings,
                session,
                session.device().inferenceType(),
                false,
                session.device().kind() == Device.Kind.CUDA);
    }

    /**
     * An engine on weights that do not change during its life. On the CPU it generates up to twice as fast, from a
     * second copy of the matrices in the layout that matrix multiplications read fastest; it makes no copy where the
     * weights take more than an eighth of the machine's memory.
     */
    public static GenerationEngine ofFixed(
            LlamaConfig config, Map<String, Tensor> parameters, GenerationSettings settings, SessionSettings session) {
        long bytes = parameters.values().stream().mapToLong(Tensor::bytes).sum();
        boolean onCpu = session.device().kind() == Device.Kind.CPU;
        return new GenerationEngine(
                config,
                parameters,
                settings,
                session,
                session.device().inferenceType(),
                onCpu && bytes <= machineMemory() / COPY_SHARE,
                !onCpu);
    }

    private static long machineMemory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /**
     * An engine with any type of matrix multiplications.
     *
     * @param fixed        whether the weights never change
     * @param drawsInGraph whether tokens are sampled on the device, by the graph, and not on the host
     */
    GenerationEngine(
            LlamaConfig config,
            Map<String, Tensor> parameters,
            GenerationSettings settings,
            SessionSettings session,
            DataType type,
            boolean fixed,
            boolean drawsInGraph) {
        this.config = config;
        this.settings = settings;
        try (OwnedResources opening = new OwnedResources()) {
            this.session = opening.own(new DecodeSession(config, parameters, type, fixed, session));
            this.choosing = opening.own(new NextTokenSessions(config.vocabSize(), session, drawsInGraph));
            this.owned = opening.release();
        }
    }

    /** Maximum tokens of a prompt and its completion together. */
    public int maxPositions() {
        return config.maxPositions();
    }

    /** Bytes copied between the host and a GPU by all calls so far; 0 on the CPU. */
    public long hostBytes() {
        return session.hostBytes() + choosing.hostBytes();
    }

    /**
     * Generates from all requests; see {@link #generate(List, GenerationListener, BooleanSupplier)}.
     *
     * @return a completion for each request, in their order
     */
    public List<Completion> generate(List<GenerationRequest> requests) {
        Completion[] completions = new Completion[requests.size()];
        generate(requests, (request, completion) -> completions[request] = completion, () -> false);
        return List.of(completions);
    }

    /**
     * Generates from all requests, started in their order.
     *
     * @param listener called for tokens and finished sequences, on this thread
     * @param stop     asked between passes; when it returns true, unfinished sequences are dropped
     * @throws IllegalArgumentException before anything is generated, when a prompt leaves no position for a new token
     *         or has an id outside of the vocabulary
     * @throws dev.smoltulu.base.UserError when the model's output is not finite
     */
    public void generate(List<GenerationRequest> requests, GenerationListener listener, BooleanSupplier stop) {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            requireFitting(i, requests.get(i).prompt());
            sequences.add(new Sequence(i, requests.get(i), config.maxPositions()));
        }
        if (sequences.isEmpty()) {
            return;
        }
        try (Generation generation = new Generation(config, settings, session, choosing, sequences, listener)) {
            session.refresh();
            while (!generation.isDone() && !stop.getAsBoolean()) {
                generation.step();
            }
        }
    }

    private void requireFitting(int request, int[] prompt) {
        if (prompt.length >= config.maxPositions()) {
            throw new IllegalArgumentException("prompt " + request + " has " + prompt.length + " tokens; of the "
                    + "model's " + config.maxPositions() + " positions at least one must be left for a new token");
        }
        Arrays.stream(prompt)
                .filter(id -> id < 0 || id >= config.vocabSize())
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalArgumentException("prompt " + request + " has token " + id
                            + "; the model knows 0 to " + (config.vocabSize() - 1));
                });
    }

    @Override
    public void close() {
        owned.close();
    }
}
