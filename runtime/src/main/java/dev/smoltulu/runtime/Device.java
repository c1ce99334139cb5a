package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.cuda.CudaDevice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a session computes.
 *
 * @param kind    processor family
 * @param ordinal which one of its family, from 0
 */
public record Device(Kind kind, int ordinal) {

    /** Processor families. */
    public enum Kind {
        CPU,
        CUDA
    }

    public static final Device CPU = new Device(Kind.CPU, 0);
    private static final Pattern FORM = Pattern.compile("cpu|cuda(?::(\\d{1,3}))?");

    /** Reads {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public static Device parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw UserError.usage("device '" + text + "' is unknown; write cpu, cuda or cuda:N");
        }
        if (text.equals("cpu")) {
            return CPU;
        }
        return new Device(Kind.CUDA, matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
    }

    /**
     * Refuses a device that this process cannot compute on.
     *
     * @throws UserError naming what is missing and what to do
     */
    public void requireAvailable() {
        if (kind == Kind.CUDA) {
            cuda();
        }
    }

    /**
     * What generation and scoring compute products in here. On a GPU the fused attention has kernels for 16 bits only.
     */
    public DataType inferenceType() {
        return kind == Kind.CUDA ? DataType.BFLOAT16 : DataType.FLOAT;
    }

    /** All of a GPU's memory. */
    public long memoryBytes() {
        return cuda().totalBytes();
    }

    /** Bytes of a GPU's memory that nobody uses. */
    public long freeBytes() {
        return cuda().freeBytes();
    }

    /** The GPU that this is. */
    CudaDevice cuda() {
        return CudaDevice.open(ordinal, () -> RuntimeInfo.load().providers().contains(RuntimeInfo.CUDA_PROVIDER));
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + ordinal;
    }
}
