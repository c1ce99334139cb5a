package dev.smoltulu.graphs.ir;

/**
 * A tensor in a graph: an input, an initializer or a node's output. Values are compared by identity; their names
 * are unique in their graph.
 */
public final class Value {

    private final String name;
    private final DataType type;
    private final Shape shape;
    private final boolean sequence;
    private final Node producer;

    Value(String name, DataType type, Shape shape, boolean sequence, Node producer) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.sequence = sequence;
        this.producer = producer;
    }

    /** The name, unique in the graph. */
    public String name() {
        return name;
    }

    /** The element type. */
    public DataType type() {
        return type;
    }

    /** The extents; meaningless for a sequence. */
    public Shape shape() {
        return shape;
    }

    /** Whether this is a sequence of tensors (of any shapes) rather than one tensor. */
    public boolean isSequence() {
        return sequence;
    }

    /** The node that computes this value, or null for an input or an initializer. */
    public Node producer() {
        return producer;
    }

    @Override
    public String toString() {
        return name + ": " + type + shape;
    }
}
