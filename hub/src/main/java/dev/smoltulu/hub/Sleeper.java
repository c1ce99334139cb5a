package dev.smoltulu.hub;

import java.time.Duration;

/** Lets time pass between two tries. */
@FunctionalInterface
interface Sleeper {
    /** Sleeps on the calling thread. */
    Sleeper THREAD = duration -> Thread.sleep(duration.toMillis());

    void sleep(Duration duration) throws InterruptedException;
}
