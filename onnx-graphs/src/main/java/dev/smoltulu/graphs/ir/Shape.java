package dev.smoltulu.graphs.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The extents of a tensor, outermost first. A scalar has none. */
public record Shape(List<Dim> dims) {

    /** The shape without axes. */
    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dims = List.copyOf(dims);
    }

    /** A shape of these extents. */
    public static Shape of(Dim... dims) {
        return new Shape(Arrays.asList(dims));
    }

    /** A shape of known extents. */
    public static Shape of(long... sizes) {
        return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    /** The number of axes. */
    public int rank() {
        return dims.size();
    }

    /** The extent of {@code axis}; negative axes count from the end. */
    public Dim dim(int axis) {
        return dims.get(normalize(axis));
    }

    /** {@code axis} as a number from 0; negative axes count from the end. */
    public int normalize(int axis) {
        int normalized = axis < 0 ? axis + rank() : axis;
        if (normalized < 0 || normalized >= rank()) {
            throw new IllegalArgumentException("axis " + axis + " of a shape of rank " + rank());
        }
        return normalized;
    }

    /** This shape with another extent along {@code axis}. */
    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(normalize(axis), dim);
        return new Shape(changed);
    }

    /** The number of elements. */
    public Dim elements() {
        return dims.stream().reduce(Dim.of(1), Dim::times);
    }

    /** Whether all extents are numbers. */
    public boolean isKnown() {
        return dims.stream().allMatch(Dim::isKnown);
    }

    /** The extents as numbers; only where all are known. */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::size).toArray();
    }

    /** The shape of an elementwise result, by ONNX's (numpy's) multidirectional broadcasting. */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Dim> dims = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            Dim x = i < rank - a.rank() ? Dim.of(1) : a.dims.get(i - (rank - a.rank()));
            Dim y = i < rank - b.rank() ? Dim.of(1) : b.dims.get(i - (rank - b.rank()));
            if (!x.equals(y) && !x.isOne() && !y.isOne()) {
                throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast");
            }
            dims.add(x.isOne() ? y : x);
        }
        return new Shape(dims);
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
