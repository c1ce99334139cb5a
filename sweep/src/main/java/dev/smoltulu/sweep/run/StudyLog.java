package dev.smoltulu.sweep.run;

import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.CellResult;
import java.util.Map;
import java.util.OptionalDouble;

/** Receives the progress of a study; calls may come from any thread. */
public interface StudyLog {

    /**
     * How far it is.
     *
     * @param ended       cells that are finished or failed
     * @param running     steps done, by cell
     * @param secondsLeft nothing before a first step was measured
     */
    record Standing(int ended, int cells, Map<StudyPlan.Cell, Long> running, OptionalDouble secondsLeft) {}

    /**
     * Before the first cell.
     *
     * @param endedBefore cells that an earlier run has finished, or that have failed in it
     */
    void begin(StudyPlan plan, int endedBefore);

    void progress(Standing standing);

    /**
     * A cell is finished or has failed.
     *
     * @param ended cells that have ended, this one too
     */
    void ended(StudyPlan.Cell cell, CellResult result, int ended, int cells);

    /** A cell could not be run now; nothing is recorded of it. */
    void broken(StudyPlan.Cell cell, String reason);
}
