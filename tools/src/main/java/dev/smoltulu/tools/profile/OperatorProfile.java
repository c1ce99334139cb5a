package dev.smoltulu.tools.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the runs of several sessions spent their time. The first run of a session, which allocates memory and chooses
 * kernels, is not counted unless it is the only one.
 *
 * @param sessions  number of sessions that ran
 * @param runs      number of counted runs
 * @param runMicros time of all counted runs from call to return, the time between nodes included; runs at the same time
 *                  are added up
 * @param nodes     times by part, operator and provider, the costliest first
 */
public record OperatorProfile(int sessions, int runs, long runMicros, List<OperatorTime> nodes) {

    public OperatorProfile {
        nodes = List.copyOf(nodes);
    }

    /** Sums the event files of ONNX Runtime's profiler, one per session. */
    public static OperatorProfile read(List<Path> files) {
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

    /** Times by operator and provider, the costliest first. */
    public List<OperatorTime> operators() {
        return OperatorTime.summed(nodes.stream().map(OperatorTime::withoutPart).toList());
    }

    /** Times by provider. */
    public List<OperatorTime> providers() {
        return OperatorTime.summed(
                nodes.stream().map(OperatorTime::withProviderOnly).toList());
    }

    /** Time of all nodes. */
    public long nodeMicros() {
        return nodes.stream().mapToLong(OperatorTime::micros).sum();
    }
}
