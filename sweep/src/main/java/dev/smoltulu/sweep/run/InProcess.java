package dev.smoltulu.sweep.run;

import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.cell.CellJob;
import dev.smoltulu.sweep.cell.Commands;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One cell after the other, in this process. */
public final class InProcess implements CellExecutor {

    private final Commands commands;
    private final Consumer<String> signals;
    private final BooleanSupplier stop;

    /**
     * @param signals shown each line in which a command acknowledges a signal
     * @param stop    asked before each cell
     */
    public InProcess(Commands commands, Consumer<String> signals, BooleanSupplier stop) {
        this.commands = commands;
        this.signals = signals;
        this.stop = stop;
    }

    @Override
    public int jobs() {
        return 1;
    }

    @Override
    public void run(List<CellJob> jobs, Listener listener) {
        for (CellJob job : jobs) {
            if (stop.getAsBoolean()) {
                return;
            }
            listener.started(job);
            int code;
            try {
                code = job.run(commands, signals);
            } catch (UserError broken) {
                listener.broken(job, broken.getMessage());
                continue;
            }
            listener.ended(job, code);
            if (code > 128) {
                return;
            }
        }
    }
}
