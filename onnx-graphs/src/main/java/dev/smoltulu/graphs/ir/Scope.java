package dev.smoltulu.graphs.ir;

/**
 * A node's place in the model.
 *
 * @param name    prefix of its nodes' names, such as {@code layers.3}
 * @param segment the recomputation segment the node is part of, or -1 for none
 * @param block   the block with a gradient of its own that the node is part of, or null
 */
public record Scope(String name, int segment, GradientBlock block) {

    /** Outside of every layer, segment and block. */
    public static final Scope ROOT = new Scope("", -1, null);
}
