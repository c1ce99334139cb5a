package dev.smoltulu.bench;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.bench.BenchModel.Parameter;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights all sides start from: norms are ones, every other number has mean 0 and standard deviation 1/24
 * (SmolLM2's initializer_range). Each depends on the seed, the parameter's name and its index alone, so a side may
 * fill its memory in any order.
 */
public final class BenchWeights {

    private static final double STANDARD_DEVIATION = 1.0 / 24;

    private final long seed;

    public BenchWeights(long seed) {
        this.seed = seed;
    }

    /** Puts the whole parameter, row-major, at the buffer's position. */
    public void fill(Parameter parameter, FloatBuffer target) {
        boolean norm = parameter.shape().size() == 1;
        long stream = mix(seed ^ mix(nameHash(parameter.name())));
        for (int i = 0; i < parameter.size(); i++) {
            target.put(norm ? 1f : normal(mix(stream + i)));
        }
    }

    /** {@link #fill} into a new array. */
    public float[] values(Parameter parameter) {
        float[] values = new float[parameter.size()];
        fill(parameter, FloatBuffer.wrap(values));
        return values;
    }

    /** All parameters of {@code model} as tensors that {@code owned} closes, by name. */
    Map<String, Tensor> tensors(BenchModel model, OwnedResources owned) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            Tensor tensor = owned.own(Tensor.zeros(DataType.FLOAT, parameter.dimensions()));
            fill(parameter, tensor.floats());
            tensors.put(parameter.name(), tensor);
        }
        return tensors;
    }

    /** The sum of four uniform numbers, which is near normal and exact on every machine; its variance is 1/3. */
    private static float normal(long bits) {
        double sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (float) ((sum / 0xffff - 2) * Math.sqrt(3) * STANDARD_DEVIATION);
    }

    /** SplitMix64's output function (Steele, Lea, Flood 2014) after its golden-ratio step. */
    private static long mix(long value) {
        long z = value * 0x9e3779b97f4a7c15L + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static long nameHash(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return hash;
    }
}
