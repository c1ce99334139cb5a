package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.runtime.training.TrainingSession;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run whose model is loaded.
 *
 * @param doneSteps steps that are done; -1 where the run begins
 * @param resumed   the checkpoint that it goes on from
 */
public record OpenRun(
        TrainingSession session,
        SampleOrder order,
        Path folder,
        long doneSteps,
        Optional<Path> resumed,
        Progress progress,
        StopSignal stop) {}
