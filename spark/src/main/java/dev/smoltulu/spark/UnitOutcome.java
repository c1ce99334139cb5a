package dev.smoltulu.spark;

import java.io.Serializable;

/**
 * How a unit's process ended, on an executor.
 *
 * @param unit     its name
 * @param host     the machine it ran on
 * @param exitCode 0, 1 or 2, as the program means them
 * @param lastLine what the process printed last, empty if nothing
 */
record UnitOutcome(String unit, String host, int exitCode, String lastLine) implements Serializable {

    boolean succeeded() {
        return exitCode == 0;
    }
}
