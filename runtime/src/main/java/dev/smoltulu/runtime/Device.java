package dev.smoltulu.runtime;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.cuda.CudaDevice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A processor that sessions compute on.
 *
 * @param kind    processor family
 * @param ordinal its number within the family, from 0
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
     * Checks that this process can compute on the device.
     *
     * @throws UserError naming what is missing and what to do
     */
    public void requireAvailable() {
        if (kind == Kind.CUDA) {
            cuda();
        }
    }

    /**
     * The type of matrix multiplications in generation and scoring: fp32 on the CPU, bfloat16 on a GPU, whose fused
     * attention has kernels for 16 bits only.
     */
    public DataType inferenceType() {
        return kind == Kind.CUDA ? DataType.BFLOAT16 : DataType.FLOAT;
    }

    /** Total memory of a GPU, in bytes. */
    public long memoryBytes() {
        return cuda().totalBytes();
    }

    /** Free memory of a GPU, in bytes. */
    public long freeBytes() {
        return cuda().freeBytes();
    }

    /** The opened GPU. */
    CudaDevice cuda() {
        return CudaDevice.open(ordinal, () -> RuntimeInfo.load().providers().contains(RuntimeInfo.CUDA_PROVIDER));
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + ordinal;
    }
}
