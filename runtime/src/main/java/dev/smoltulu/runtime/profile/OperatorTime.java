package dev.smoltulu.runtime.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the nodes of a kind took.
 *
 * @param part     where they stand in the model, without the layer's number, such as {@code layers.*}; empty outside
 *                 of any part
 * @param operator its ONNX name, such as MatMul
 * @param provider that ran them; CPUExecutionProvider in a GPU's session means that values came back to the host
 * @param calls    how often one of them ran
 * @param micros   of all calls together; each call's is a whole number
 */
public record OperatorTime(String part, String operator, String provider, long calls, long micros) {

    /** Memcpy nodes, which ONNX Runtime inserts where a value changes between host and device. */
    public boolean isCopy() {
        return operator.startsWith("Memcpy");
    }

    private record Kind(String part, String operator, String provider) {}

    /** Those of a kind as one, the costliest kind first. */
    static List<OperatorTime> summed(Collection<OperatorTime> times) {
        Map<Kind, OperatorTime> sums = new LinkedHashMap<>();
        for (OperatorTime time : times) {
            sums.merge(new Kind(time.part, time.operator, time.provider), time, OperatorTime::plus);
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong(OperatorTime::micros).reversed())
                .toList();
    }

    private OperatorTime plus(OperatorTime other) {
        return new OperatorTime(part, operator, provider, calls + other.calls, micros + other.micros);
    }

    /** The same wherever it stands. */
    OperatorTime anywhere() {
        return new OperatorTime("", operator, provider, calls, micros);
    }

    /** The same without a word about what it was. */
    OperatorTime anything() {
        return new OperatorTime("", "", provider, calls, micros);
    }
}
