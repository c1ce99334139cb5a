package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.generation.NextTokens.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The sequences of one call, as a continuous batch. Running sequences use the first rows of the cache without a gap:
 * when one ends, the last row moves into its place, and new sequences are added after the last. So a step costs what
 * its running sequences cost.
 */
final class Generation implements AutoCloseable {

    private final OwnedResources owned;
    private final int prefillTokens;
    private final DecodeSession session;
    private final NextTokenSessions choosing;
    private final GenerationListener listener;
    private final Deque<Sequence> waiting;
    private final List<Sequence> running = new ArrayList<>();
    private final KvCache cache;
    /** The tensors of the rows that the session is bound to. */
    private final OwnedResources bound;
    /** The first of these rows, and where the session writes the logits of their next tokens. */
    private int boundFirst;

    private NextTokens next;

    Generation(
            LlamaConfig config,
            GenerationSettings settings,
            DecodeSession session,
            NextTokenSessions choosing,
            Collection<Sequence> sequences,
            GenerationListener listener) {
        this.prefillTokens = settings.prefillTokens();
        this.session = session;
        this.choosing = choosing;
        this.listener = listener;
        this.waiting = new ArrayDeque<>(sequences);
        int capacity = sequences.stream().mapToInt(Sequence::capacity).max().orElseThrow();
        long affordable = Math.max(1, settings.cacheBytes() / KvCache.rowBytes(config, session.type(), capacity));
        int asked = Math.min(settings.maxSequences(), sequences.size());
        int rows = (int) Math.min(affordable, Math.min(asked, choosing.maxRows()));
        try (OwnedResources opening = new OwnedResources()) {
            this.cache = opening.own(new KvCache(config, session.device(), session.type(), rows, capacity));
            this.bound = opening.own(new OwnedResources());
            this.owned = opening.release();
        }
    }

    boolean isDone() {
        return waiting.isEmpty() && running.isEmpty();
    }

    /** Prefills waiting prompts if rows are free, else adds a token to each running sequence. */
    void step() {
        if (!waiting.isEmpty() && running.size() < cache.rows()) {
            prefill();
        } else {
            decode();
        }
    }

    private void prefill() {
        int first = running.size();
        List<Sequence> group = takeGroup();
        running.addAll(group);
        List<int[]> tokens = group.stream().map(Sequence::prompt).toList();
        int cached = 0;
        for (; tokens.get(0).length - cached > prefillTokens; cached += prefillTokens) {
            feed(first, List.of(Arrays.copyOfRange(tokens.get(0), cached, cached + prefillTokens)), new int[] {cached});
        }
        if (cached > 0) {
            tokens = List.of(Arrays.copyOfRange(tokens.get(0), cached, tokens.get(0).length));
        }
        int[] starts = new int[tokens.size()];
        Arrays.fill(starts, cached);
        extend(first, tokens, starts);
    }

    /** The next waiting sequences whose prompts, as a rectangle, are within the budget of one pass; at least one. */
    private List<Sequence> takeGroup() {
        List<Sequence> group = new ArrayList<>();
        int longest = 0;
        while (!waiting.isEmpty() && running.size() + group.size() < cache.rows()) {
            longest = Math.max(longest, waiting.peek().prompt().length);
            if (!group.isEmpty() && (long) longest * (group.size() + 1) > prefillTokens) {
                break;
            }
            group.add(waiting.poll());
        }
        return group;
    }

    private void decode() {
        List<int[]> tokens = running.stream()
                .map(sequence -> new int[] {sequence.lastToken()})
                .toList();
        extend(
                0,
                tokens,
                running.stream().mapToInt(sequence -> sequence.length() - 1).toArray());
    }

    /** Feeds the running sequences from {@code first} on, adds a token to each and removes those that end with it. */
    private void extend(int first, List<int[]> tokens, int[] cached) {
        feed(first, tokens, cached);
        List<Choice> choices = next.choose(running.subList(first, first + tokens.size()));
        List<Integer> ended = new ArrayList<>();
        for (int row = 0; row < tokens.size(); row++) {
            Sequence sequence = running.get(first + row);
            Choice choice = choices.get(row);
            Optional<FinishReason> reason = sequence.add(choice);
            listener.token(sequence.index(), choice.token(), choice.logProb());
            if (reason.isPresent()) {
                listener.finished(sequence.index(), sequence.complete(reason.get()));
                ended.add(first + row);
            }
        }
        for (int i = ended.size() - 1; i >= 0; i--) {
            remove(ended.get(i));
        }
    }

    private void remove(int row) {
        int last = running.size() - 1;
        Sequence moved = running.remove(last);
        if (row < last) {
            running.set(row, moved);
            cache.copyRow(last, row, moved.length() - 1);
        }
    }

    private void feed(int first, List<int[]> tokens, int[] cached) {
        if (next == null || boundFirst != first || next.rows() != tokens.size()) {
            bind(first, tokens.size());
        }
        session.run(tokens, cached);
    }

    private void bind(int first, int rows) {
        next = null;
        bound.close();
        session.bind(cache.view(first, rows, bound));
        NextTokens logits = bound.own(new NextTokens(choosing, rows));
        session.bind(logits.logits());
        boundFirst = first;
        next = logits;
    }

    @Override
    public void close() {
        owned.close();
    }
}
