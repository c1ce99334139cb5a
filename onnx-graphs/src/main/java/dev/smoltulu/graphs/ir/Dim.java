package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One extent of a shape: a number times named extents, such as {@code 3*batch*sequence}. Multiplication and exact
 * division stay within this form, which is all that reshaping needs.
 *
 * @param factor  the known part, at least 0
 * @param symbols the named part, sorted, possibly with repeats
 */
public record Dim(long factor, List<String> symbols) {

    public Dim {
        if (factor < 0) {
            throw new IllegalArgumentException("negative extent " + factor);
        }
        symbols = symbols.stream().sorted().toList();
    }

    /** A known extent. */
    public static Dim of(long size) {
        return new Dim(size, List.of());
    }

    /** An extent that is known only when the graph runs. */
    public static Dim named(String symbol) {
        return new Dim(1, List.of(symbol));
    }

    /** Whether the extent is a number. */
    public boolean isKnown() {
        return symbols.isEmpty();
    }

    /** The number of elements; only for known extents. */
    public long size() {
        if (!isKnown()) {
            throw new IllegalStateException("the extent " + this + " is only known when the graph runs");
        }
        return factor;
    }

    /** Whether the extent is the number 1. */
    public boolean isOne() {
        return isKnown() && factor == 1;
    }

    /** This extent times {@code other}. */
    public Dim times(Dim other) {
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        return new Dim(Math.multiplyExact(factor, other.factor), all);
    }

    /** This extent divided by {@code other}, or nothing where the division is not exact. */
    public Optional<Dim> dividedBy(Dim other) {
        if (other.factor == 0 || factor % other.factor != 0) {
            return Optional.empty();
        }
        List<String> rest = new ArrayList<>(symbols);
        for (String symbol : other.symbols) {
            if (!rest.remove(symbol)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Dim(factor / other.factor, rest));
    }

    @Override
    public String toString() {
        if (isKnown()) {
            return Long.toString(factor);
        }
        String names = String.join("*", symbols);
        return factor == 1 ? names : factor + "*" + names;
    }
}
