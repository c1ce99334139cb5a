package dev.smoltulu.trainer.rlvr;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Measures a model on tasks that this room knows nothing of. */
public interface Benchmarks {

    /**
     * The scores of a model.
     *
     * @param model  a model folder
     * @param output where details are written
     * @param stop   asked now and then
     * @return each score by its name; nothing if stopped
     */
    Optional<Map<String, Double>> measure(Path model, Path output, BooleanSupplier stop);
}
