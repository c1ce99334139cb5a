package dev.smoltulu.tools.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time of all nodes of one kind.
 *
 * @param part     the part of the model they belong to, without the layer's number, such as {@code layers.*}; empty
 *                 outside of any part
 * @param operator the ONNX name, such as MatMul
 * @param provider the execution provider that ran them; CPUExecutionProvider in a GPU's session means that values were
 *                 copied to the host
 * @param calls    number of runs of such nodes
 * @param micros   time of all calls together, in whole microseconds per call
 */
public record OperatorTime(String part, String operator, String provider, long calls, long micros) {

    /** Memcpy nodes, which ONNX Runtime inserts where a value changes between host and device. */
    public boolean isCopy() {
        return operator.startsWith("Memcpy");
    }

    private record Kind(String part, String operator, String provider) {}

    /** One sum per kind, the costliest kind first. */
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

    /** The same without its part. */
    OperatorTime withoutPart() {
        return new OperatorTime("", operator, provider, calls, micros);
    }

    /** The same without part and operator. */
    OperatorTime withProviderOnly() {
        return new OperatorTime("", "", provider, calls, micros);
    }
}
