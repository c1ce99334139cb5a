package dev.smoltulu.graphs.ir;

import java.util.List;

/** A node attribute's value. */
public sealed interface Attribute {

    record Int(long value) implements Attribute {}

    record Ints(List<Long> values) implements Attribute {
        public Ints {
            values = List.copyOf(values);
        }
    }

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    /** The types of attributes. */
    enum Kind {
        INT,
        INTS,
        REAL,
        TEXT
    }

    default Kind kind() {
        if (this instanceof Int) {
            return Kind.INT;
        }
        if (this instanceof Ints) {
            return Kind.INTS;
        }
        return this instanceof Real ? Kind.REAL : Kind.TEXT;
    }
}
