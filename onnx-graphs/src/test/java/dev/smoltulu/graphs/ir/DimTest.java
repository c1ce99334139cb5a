package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DimTest {

    private static final Dim B = Dim.named("b");
    private static final Dim S = Dim.named("s");

    @Test
    void productsDoNotDependOnTheirOrder() {
        Dim product = Dim.of(3).times(S).times(B).times(Dim.of(2));
        assertEquals(B.times(Dim.of(6)).times(S), product);
        assertEquals("6*b*s", product.toString());
        assertEquals("b*b", B.times(B).toString());
        assertEquals("12", Dim.of(3).times(Dim.of(4)).toString());
    }

    @Test
    void quotientsAreExactOrNothing() {
        Dim product = Dim.of(6).times(B).times(B).times(S);
        assertEquals(
                Optional.of(Dim.of(2).times(B).times(S)),
                product.dividedBy(Dim.of(3).times(B)));
        assertEquals(Optional.of(Dim.of(1)), product.dividedBy(product));
        assertEquals(Optional.empty(), product.dividedBy(Dim.of(4)));
        assertEquals(Optional.empty(), product.dividedBy(S.times(S)));
        assertEquals(Optional.empty(), product.dividedBy(Dim.named("other")));
        assertEquals(Optional.empty(), product.dividedBy(Dim.of(0)));
    }

    @Test
    void onlyKnownExtentsHaveASize() {
        assertEquals(7, Dim.of(7).size());
        assertTrue(Dim.of(1).isOne());
        assertFalse(B.isOne());
        assertFalse(B.isKnown());
        String message = assertThrows(IllegalStateException.class, B.times(Dim.of(2))::size)
                .getMessage();
        assertEquals("the extent 2*b is only known when the graph runs", message);
    }

    @Test
    void refusesNegativeExtentsAndOverflow() {
        assertThrows(IllegalArgumentException.class, () -> Dim.of(-1));
        assertThrows(ArithmeticException.class, () -> Dim.of(Long.MAX_VALUE).times(Dim.of(2)));
    }

    @Test
    void shapesBroadcastNamedExtents() {
        Shape row = Shape.of(B, Dim.of(1), Dim.of(4));
        assertEquals(Shape.of(B, S, Dim.of(4)), Shape.broadcast(row, Shape.of(S, Dim.of(1))));
        assertEquals(row, Shape.broadcast(Shape.SCALAR, row));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Shape.broadcast(Shape.of(B, S), Shape.of(S, S)))
                .getMessage();
        assertEquals("shapes [b, s] and [s, s] do not broadcast", message);
        assertThrows(IllegalArgumentException.class, () -> Shape.broadcast(Shape.of(2), Shape.of(3)));
        assertThrows(IllegalArgumentException.class, () -> Shape.broadcast(Shape.of(B), Shape.of(3)));
    }

    @Test
    void shapesCountAxesFromBothEnds() {
        Shape shape = Shape.of(B, Dim.of(3));
        assertEquals(Dim.of(3), shape.dim(-1));
        assertEquals(Shape.of(Dim.of(5), Dim.of(3)), shape.with(-2, Dim.of(5)));
        assertEquals(B.times(Dim.of(3)), shape.elements());
        assertEquals(Dim.of(1), Shape.SCALAR.elements());
        assertEquals(
                "axis 2 of a shape of rank 2",
                assertThrows(IllegalArgumentException.class, () -> shape.dim(2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> shape.dim(-3));
    }
}
