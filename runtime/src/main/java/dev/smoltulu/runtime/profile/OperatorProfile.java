package dev.smoltulu.runtime.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the runs of several sessions spent their time. The first run of each session is left out where it has more: it
 * allocates memory and chooses kernels.
 *
 * @param sessions  that ran
 * @param runs      that count
 * @param runMicros of all runs from call to return, so nodes and what is between them; runs of several sessions at once
 *                  count each for itself
 * @param nodes     by part, operator and provider, the costliest first
 */
public record OperatorProfile(int sessions, int runs, long runMicros, List<OperatorTime> nodes) {

    public OperatorProfile {
        nodes = List.copyOf(nodes);
    }

    /** Sums the files that ONNX Runtime's profiler wrote, one a session. */
    static OperatorProfile read(List<Path> files) {
        int sessions = 0;
        int runs = 0;
        long micros = 0;
        List<OperatorTime> nodes = new ArrayList<>();
        for (Path file : files) {
            SessionEvents events = SessionEvents.read(file);
            int all = events.runs().size();
            sessions += all > 0 ? 1 : 0;
            for (int run = Math.min(1, all - 1); run >= 0 && run < all; run++) {
                runs++;
                micros += events.runMicros().get(run);
                nodes.addAll(events.runs().get(run));
            }
        }
        return new OperatorProfile(sessions, runs, micros, OperatorTime.summed(nodes));
    }

    /** By operator and provider, the costliest first. */
    public List<OperatorTime> operators() {
        return OperatorTime.summed(nodes.stream().map(OperatorTime::anywhere).toList());
    }

    /** By provider, without a word about operators. */
    public List<OperatorTime> providers() {
        return OperatorTime.summed(nodes.stream().map(OperatorTime::anything).toList());
    }

    /** Of all nodes together. */
    public long nodeMicros() {
        return nodes.stream().mapToLong(OperatorTime::micros).sum();
    }
}
