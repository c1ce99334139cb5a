package dev.smoltulu.tools.profile;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A profile as a table to read and as JSON. */
public final class ProfileReport {

    private static final int SHOWN = 20;
    private static final String CUDA = "CUDAExecutionProvider";

    private final OperatorProfile profile;
    private final boolean launchBlocking;

    /** @param launchBlocking whether CUDA waited for each kernel, so that a GPU's times are those of the kernels */
    public ProfileReport(OperatorProfile profile, boolean launchBlocking) {
        this.profile = profile;
        this.launchBlocking = launchBlocking;
    }

    /**
     * The profile as an object: sessions, runs, run_seconds (from call to return), node_seconds, launch_blocking, and
     * the rows operators, providers and parts, each with calls, seconds and share (of node_seconds).
     */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("sessions", profile.sessions());
        json.addProperty("runs", profile.runs());
        json.addProperty("run_seconds", profile.runMicros() / 1e6);
        json.addProperty("node_seconds", profile.nodeMicros() / 1e6);
        json.addProperty("launch_blocking", launchBlocking);
        json.add("operators", rows(profile.operators()));
        json.add("providers", rows(profile.providers()));
        json.add("parts", rows(profile.nodes()));
        return json;
    }

    private JsonArray rows(List<OperatorTime> times) {
        JsonArray rows = new JsonArray();
        for (OperatorTime time : times) {
            JsonObject row = new JsonObject();
            if (!time.part().isEmpty()) {
                row.addProperty("part", time.part());
            }
            if (!time.operator().isEmpty()) {
                row.addProperty("operator", time.operator());
            }
            row.addProperty("provider", time.provider());
            row.addProperty("calls", time.calls());
            row.addProperty("seconds", time.micros() / 1e6);
            row.addProperty("share", share(time));
            rows.add(row);
        }
        return rows;
    }

    private double share(OperatorTime time) {
        return time.micros() / (double) Math.max(1, profile.nodeMicros());
    }

    /** The costliest operators, one per line, and notes on copies and nodes on the CPU. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%-34s %-9s %10s %12s %7s%n", "operator", "provider", "calls", "ms", "share"));
        List<OperatorTime> operators = profile.operators();
        operators.stream()
                .limit(SHOWN)
                .forEach(time ->
                        text.append(line(time.operator(), provider(time), time.calls(), time.micros(), share(time))));
        if (operators.size() > SHOWN) {
            List<OperatorTime> others = operators.subList(SHOWN, operators.size());
            text.append(line(
                    others.size() + " others",
                    "",
                    calls(others),
                    micros(others),
                    micros(others) / (double) Math.max(1, profile.nodeMicros())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%d runs of %d sessions took %.1f ms, nodes %.1f ms of them%n",
                profile.runs(),
                profile.sessions(),
                profile.runMicros() / 1e3,
                profile.nodeMicros() / 1e3));
        if (operators.stream().anyMatch(time -> time.provider().equals(CUDA))) {
            text.append(onCuda(operators));
        }
        return text.toString();
    }

    private String onCuda(List<OperatorTime> operators) {
        StringBuilder text = new StringBuilder();
        note(text, "copies between host and GPU", operators, OperatorTime::isCopy);
        note(text, "nodes on the CPU", operators, time -> !time.provider().equals(CUDA));
        if (!launchBlocking) {
            text.append("times on the GPU are those of launches; set CUDA_LAUNCH_BLOCKING=1 for those of kernels\n");
        }
        return text.toString();
    }

    private void note(StringBuilder text, String what, List<OperatorTime> operators, Predicate<OperatorTime> which) {
        List<OperatorTime> times = operators.stream().filter(which).toList();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d a run, %.1f ms%n",
                what,
                Math.round(calls(times) / (double) Math.max(1, profile.runs())),
                micros(times) / 1e3));
    }

    private static String line(String operator, String provider, long calls, long micros, double share) {
        return String.format(
                Locale.ROOT,
                "%-34s %-9s %,10d %,12.1f %6.1f%%%n",
                operator,
                provider,
                calls,
                micros / 1e3,
                100 * share);
    }

    private static String provider(OperatorTime time) {
        return time.provider().replace("ExecutionProvider", "");
    }

    private static long calls(List<OperatorTime> times) {
        return times.stream().mapToLong(OperatorTime::calls).sum();
    }

    private static long micros(List<OperatorTime> times) {
        return times.stream().mapToLong(OperatorTime::micros).sum();
    }
}
