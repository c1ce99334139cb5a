package dev.smoltulu.runtime.generation;

/** Decides from the tokens so far whether a sequence ends; each request has its own. */
@FunctionalInterface
public interface StopRule {

    StopRule NEVER = (tokens, count) -> false;

    /**
     * Called once after each token that is no stop token, so that a rule may keep state.
     *
     * @param tokens generated so far; the engine's own array, of which only the first {@code count} are set
     * @param count  1 at the first call
     */
    boolean stops(int[] tokens, int count);
}
