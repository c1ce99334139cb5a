package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One operator application. Inputs that an operator allows to be absent may be null. */
public final class Node {

    private final String name;
    private final Op op;
    private final List<Value> inputs;
    private final Map<String, Attribute> attributes;
    private final List<Value> outputs = new ArrayList<>();
    private final Scope scope;

    Node(String name, Op op, List<Value> inputs, Map<String, Attribute> attributes, Scope scope) {
        this.name = name;
        this.op = op;
        this.inputs = Collections.unmodifiableList(new ArrayList<>(inputs));
        this.attributes = Map.copyOf(attributes);
        this.scope = scope;
    }

    void addOutput(Value value) {
        outputs.add(value);
    }

    public String name() {
        return name;
    }

    public Op op() {
        return op;
    }

    public List<Value> inputs() {
        return inputs;
    }

    public Value input(int index) {
        return index < inputs.size() ? inputs.get(index) : null;
    }

    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    public Value output(int index) {
        return outputs.get(index);
    }

    public Map<String, Attribute> attributes() {
        return attributes;
    }

    /** Where in the model the node was made. */
    public Scope scope() {
        return scope;
    }

    public long intAttribute(String key, long otherwise) {
        return attributes.get(key) instanceof Attribute.Int found ? found.value() : otherwise;
    }

    public float realAttribute(String key, float otherwise) {
        return attributes.get(key) instanceof Attribute.Real found ? found.value() : otherwise;
    }

    public List<Long> intsAttribute(String key) {
        return attributes.get(key) instanceof Attribute.Ints found ? found.values() : List.of();
    }

    @Override
    public String toString() {
        return op.opName() + " node '" + name + "'";
    }
}
