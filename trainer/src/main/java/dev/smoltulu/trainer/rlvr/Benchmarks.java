package dev.smoltulu.trainer.rlvr;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Evaluates a model on a recipe's eval_tasks, which the trainer does not know. */
public interface Benchmarks {

    /**
     * The scores of a model.
     *
     * @param model  a model folder
     * @param output where details are written
     * @param stop   polled; true ends the evaluation
     * @return each score by its name; empty if stopped
     */
    Optional<Map<String, Double>> measure(Path model, Path output, BooleanSupplier stop);
}
