package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.training.ModelState;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A copy in the host's memory of a model under training, 12 bytes a parameter. */
public final class ModelSnapshot implements ModelState, AutoCloseable {

    private final OwnedResources owned;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> firstMoments;
    private final Map<String, Tensor> secondMoments;

    /** Copies {@code state}, whose parameters are {@code specs}. */
    public ModelSnapshot(List<ParameterSpec> specs, ModelState state) {
        try (OwnedResources opening = new OwnedResources()) {
            this.parameters = copies(specs, state::parameter, opening);
            this.firstMoments = copies(specs, state::firstMoment, opening);
            this.secondMoments = copies(specs, state::secondMoment, opening);
            this.owned = opening.release();
        }
    }

    private static Map<String, Tensor> copies(
            List<ParameterSpec> specs, Function<String, FloatBuffer> values, OwnedResources opening) {
        Map<String, Tensor> copies = new HashMap<>();
        for (ParameterSpec spec : specs) {
            Tensor copy = opening.own(Tensor.zeros(DataType.FLOAT, spec.dims()));
            copy.floats().put(values.apply(spec.name()));
            copies.put(spec.name(), copy);
        }
        return copies;
    }

    @Override
    public FloatBuffer parameter(String name) {
        return parameters.get(name).floats();
    }

    @Override
    public FloatBuffer firstMoment(String name) {
        return firstMoments.get(name).floats();
    }

    @Override
    public FloatBuffer secondMoment(String name) {
        return secondMoments.get(name).floats();
    }

    @Override
    public void close() {
        owned.close();
    }
}
