package dev.smoltulu.bench;

import dev.smoltulu.runtime.generation.Completion;
import dev.smoltulu.runtime.generation.GenerationListener;
import java.util.ArrayList;
import java.util.List;

/** Times the steps of a generation that give each of its rows a token. */
final class StepClock implements GenerationListener {

    private record Step(int finishedBefore, double milliseconds) {}

    private final int rows;
    private final List<Step> steps = new ArrayList<>();
    private int tokens;
    private int finished;
    private int finishedBefore;
    private long start;

    StepClock(int rows) {
        this.rows = rows;
    }

    @Override
    public void token(int request, int token, float logProb) {
        tokens++;
    }

    @Override
    public void finished(int request, Completion completion) {
        finished++;
    }

    /** Called between two steps; never stops the generation. */
    boolean tick() {
        long now = System.nanoTime();
        if (tokens == rows) {
            steps.add(new Step(finishedBefore, (now - start) / 1e6));
        }
        tokens = 0;
        finishedBefore = finished;
        start = now;
        return false;
    }

    /** Steps that began when at least {@code from} and fewer than {@code to} requests had finished. */
    List<Double> milliseconds(int from, int to) {
        return steps.stream()
                .filter(step -> step.finishedBefore() >= from && step.finishedBefore() < to)
                .map(Step::milliseconds)
                .toList();
    }
}
