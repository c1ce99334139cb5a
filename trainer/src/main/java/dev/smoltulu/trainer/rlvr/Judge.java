package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptExample;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Has responses verified on threads of its own, while others are still being sampled. Safe for several threads. */
final class Judge implements AutoCloseable {

    private final Verifiers verifiers;
    private final Map<String, Verifier> opened = new ConcurrentHashMap<>();
    private final ExecutorService threads;

    Judge(Verifiers verifiers) {
        this.verifiers = verifiers;
        this.threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "verifier");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The verdict on a response, once it is there; cancelling ends what works on it. */
    Future<Verdict> verdict(PromptExample prompt, String text) {
        Verifier verifier = opened.computeIfAbsent(prompt.verifier(), verifiers::open);
        return threads.submit(() -> verifier.verify(new Response(prompt.text(), text, prompt.groundTruth())));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        opened.values().forEach(Verifier::close);
    }
}
