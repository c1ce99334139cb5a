package dev.smoltulu.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnedResourcesTest {

    private final List<String> closed = new ArrayList<>();

    /** An object that opens three resources and fails, if asked to, before the last of them. */
    private final class Model implements AutoCloseable {

        private final OwnedResources owned;

        Model(Throwable failure) {
            try (OwnedResources opening = new OwnedResources()) {
                opening.own(resource("weights"));
                opening.own(resource("session"));
                OwnedResourcesTest.<RuntimeException>raise(failure);
                opening.own(resource("view"));
                this.owned = opening.release();
            }
        }

        @Override
        public void close() {
            owned.close();
        }
    }

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    private AutoCloseable broken(String name, Throwable failure) {
        return () -> {
            closed.add(name);
            OwnedResourcesTest.<Exception>raise(failure);
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        if (failure != null) {
            throw (T) failure;
        }
    }

    @Test
    void whatWasOpenedBeforeAFailureIsClosedNewestFirst() {
        IllegalArgumentException failure = new IllegalArgumentException("no memory for the view");
        assertSame(failure, assertThrows(IllegalArgumentException.class, () -> new Model(failure)));
        assertEquals(List.of("session", "weights"), closed);
        assertEquals(0, failure.getSuppressed().length);
    }

    @Test
    void anErrorClosesToo() {
        OutOfMemoryError failure = new OutOfMemoryError("heap");
        assertSame(failure, assertThrows(OutOfMemoryError.class, () -> new Model(failure)));
        assertEquals(List.of("session", "weights"), closed);
    }

    @Test
    void releasedResourcesStayOpenUntilTheirOwnerIsClosed() {
        Model model = new Model(null);
        assertEquals(List.of(), closed);
        model.close();
        assertEquals(List.of("view", "session", "weights"), closed);
        model.close();
        assertEquals(3, closed.size());
    }

    @Test
    void aFailureToCloseIsSuppressedInTheFailureToOpen() {
        IllegalArgumentException failure = new IllegalArgumentException("cannot open");
        IllegalStateException closing = new IllegalStateException("cannot close");
        assertSame(failure, assertThrows(IllegalArgumentException.class, () -> {
            try (OwnedResources opening = new OwnedResources()) {
                opening.own(resource("first"));
                opening.own(broken("second", closing));
                throw failure;
            }
        }));
        assertEquals(List.of("second", "first"), closed);
        assertArrayEquals(new Throwable[] {closing}, failure.getSuppressed());
    }

    @Test
    void allAreClosedAlthoughSomeFailAndTheFirstFailureIsThrown() {
        OutOfMemoryError first = new OutOfMemoryError("native");
        IOException second = new IOException("disk");
        OwnedResources owned = new OwnedResources();
        owned.own(resource("a"));
        owned.own(broken("b", second));
        owned.own(resource("c"));
        owned.own(broken("d", first));
        assertSame(first, assertThrows(OutOfMemoryError.class, owned::close));
        assertEquals(List.of("d", "c", "b", "a"), closed);
        assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
    }

    @Test
    void aCheckedExceptionIsTheCauseOfAnUncheckedOne() {
        IOException failure = new IOException("disk");
        OwnedResources owned = new OwnedResources();
        owned.own(broken("log", failure));
        assertSame(
                failure, assertThrows(IllegalStateException.class, owned::close).getCause());
    }

    @Test
    void aClosedOneCanBeUsedAgain() {
        OwnedResources owned = new OwnedResources();
        owned.own(resource("first"));
        owned.close();
        owned.own(resource("second"));
        owned.close();
        assertEquals(List.of("first", "second"), closed);
    }

    @Test
    void nothingCannotBeOwned() {
        assertThrows(NullPointerException.class, () -> new OwnedResources().own(null));
    }
}
