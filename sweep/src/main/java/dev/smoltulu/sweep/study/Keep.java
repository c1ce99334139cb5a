package dev.smoltulu.sweep.study;

/** Which cells keep their weights once they are measured; scores and metrics stay in any case. */
public enum Keep {
    /** The best cell of each task. */
    BEST,
    ALL,
    NONE
}
