package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.UserError;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.DeviceMemoryException;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.memory.DeviceMemory;
import dev.smoltulu.trainer.memory.MemoryAdvice;
import dev.smoltulu.trainer.memory.RunMemory;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells before the first step what a run will take of its device's memory, and after the last what it took. */
final class MemoryForecast {

    private final RunSetup setup;
    private final List<Map<String, long[]>> passes;
    private final Device device;
    private final DeviceMemory memory;
    private final long program;
    private final OptionalLong free;
    private final Optional<RunMemory> predicted;

    /**
     * To be made before the run's tensors are.
     *
     * @param passes shapes of the inputs of passes that may be the largest; none where nothing is known of them
     */
    MemoryForecast(RunSetup setup, List<Map<String, long[]>> passes) {
        this.setup = setup;
        this.passes = passes;
        this.device = setup.session().device();
        this.memory = new DeviceMemory(device);
        this.program = memory.program();
        this.free = memory.free();
        this.predicted =
                passes.isEmpty() ? Optional.empty() : Optional.of(RunMemory.predict(setup.spec(), passes, program));
    }

    /** A line with the prediction, and one with what to change where it is more than there is. */
    void announce(PrintStream out) {
        predicted.ifPresent(run -> {
            out.printf("%-10s %s%n", "memory", run.text());
            if (free.isPresent() && run.total() > free.getAsLong()) {
                out.printf(
                        "%-10s %s has %s free; to fit, %s%n",
                        "memory", device, RunMemory.gib(free.getAsLong()), advice(free.getAsLong()));
            }
        });
    }

    /** What is predicted of every kind that does not depend on the process, for the run's report. */
    Optional<String> kinds() {
        return predicted.map(RunMemory::kinds);
    }

    /** {@code failed}, and what to change if a device's memory was not enough. */
    UserError explained(UserError failed) {
        if (!DeviceMemoryException.causes(failed)) {
            return failed;
        }
        if (predicted.isEmpty()) {
            return DeviceMemoryException.advised(failed, "lower micro_batch_tokens or rollout_sequences");
        }
        // It was too much, whatever was predicted: half of the pass is the least that helps.
        RunMemory run = predicted.get();
        long less =
                Math.min(free.orElse(Long.MAX_VALUE), run.total() - run.pass().total() / 2);
        return DeviceMemoryException.advised(failed, advice(less));
    }

    private String advice(long bytes) {
        return new MemoryAdvice(
                        (tokens, checkpointing, shapes) ->
                                RunMemory.predict(setup.spec(tokens, checkpointing), List.of(shapes), program),
                        passes.get(0))
                .toFit(bytes, setup.config().compute().gradientCheckpointing());
    }

    /** A line with what {@code session} took at most. */
    void tell(TrainingSession session, PrintStream out) {
        OptionalLong peak = memory.peak();
        OptionalLong pass = session.passBytes();
        if (predicted.isEmpty() || pass.isEmpty()) {
            return;
        }
        RunMemory run = predicted.get();
        String whole = peak.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s (predicted %s), ",
                        RunMemory.gib(peak.getAsLong()),
                        RunMemory.gib(run.total()));
        out.printf(
                "%-18s %sactivations and head chunks %s (predicted %s)%n",
                "Peak memory",
                whole,
                RunMemory.gib(pass.getAsLong()),
                RunMemory.gib(run.pass().total()));
    }
}
