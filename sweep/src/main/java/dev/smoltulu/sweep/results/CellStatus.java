package dev.smoltulu.sweep.results;

/** How far a cell is. Only finished ones have scores. */
public enum CellStatus {
    /** Not begun. */
    PENDING,
    /** Begun and not finished: it runs now, or was interrupted and waits to be resumed. */
    UNFINISHED,
    FINISHED,
    /** Ended with an error. */
    FAILED
}
