package dev.smoltulu.sweep.run;

import dev.smoltulu.sweep.cell.CellJob;
import java.util.List;

/** Where cells run. */
public interface CellExecutor {

    /** Receives what becomes of jobs; calls may come from any thread, one at a time. */
    interface Listener {

        void started(CellJob job);

        /**
         * A job has ended.
         *
         * @param code of {@link CellJob#run}
         */
        void ended(CellJob job, int code);

        /**
         * A job could not be done for a reason that is not the cell's: another process works on it, its own one died.
         *
         * @param reason one line
         */
        void broken(CellJob job, String reason);
    }

    /** How many cells run at the same time, as far as is known. */
    int jobs();

    /** Runs jobs until all have ended, or one was stopped, or the study is: then no other is started. */
    void run(List<CellJob> jobs, Listener listener);
}
