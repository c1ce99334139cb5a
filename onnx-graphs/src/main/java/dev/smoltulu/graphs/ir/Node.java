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

    /** The name, unique in the graph. */
    public String name() {
        return name;
    }

    /** The operator. */
    public Op op() {
        return op;
    }

    /** The inputs, null for absent ones. */
    public List<Value> inputs() {
        return inputs;
    }

    /** Input {@code index}, or null where it is absent. */
    public Value input(int index) {
        return index < inputs.size() ? inputs.get(index) : null;
    }

    /** The outputs, null for those that are not wanted. */
    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** Output {@code index}, or null where it is not wanted. */
    public Value output(int index) {
        return outputs.get(index);
    }

    /** The attributes that differ from the operator's defaults. */
    public Map<String, Attribute> attributes() {
        return attributes;
    }

    /** The node's place in the model. */
    public Scope scope() {
        return scope;
    }

    /** A whole-number attribute, or {@code otherwise} where it is absent. */
    public long intAttribute(String key, long otherwise) {
        return attributes.get(key) instanceof Attribute.Int found ? found.value() : otherwise;
    }

    /** A real attribute, or {@code otherwise} where it is absent. */
    public float realAttribute(String key, float otherwise) {
        return attributes.get(key) instanceof Attribute.Real found ? found.value() : otherwise;
    }

    /** A list of whole numbers, empty where it is absent. */
    public List<Long> intsAttribute(String key) {
        return attributes.get(key) instanceof Attribute.Ints found ? found.values() : List.of();
    }

    @Override
    public String toString() {
        return op.opName() + " node '" + name + "'";
    }
}
