package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class AsynchronousSamplingTest {

    private static final RolloutBatch BATCH = new RolloutBatch(List.of(TinyRun.rollout(0, 2, 10)), 1, 1, 1, 1);

    @Test
    void rolloutsStayUntilThoseOfTheNextStepAreSampled() {
        try (AsynchronousSampling sampling = new AsynchronousSampling()) {
            assertEquals(Optional.empty(), sampling.await(0), "nothing was started");
            sampling.start(1, () -> Optional.of(BATCH));
            assertEquals(Optional.empty(), sampling.await(0), "another step's");
            assertSame(BATCH, sampling.await(1).orElseThrow());
            assertSame(BATCH, sampling.await(1).orElseThrow());
            sampling.start(2, Optional::empty);
            assertEquals(Optional.empty(), sampling.await(1));
            assertEquals(Optional.empty(), sampling.await(2), "stopped");
        }
    }

    @Test
    void itsErrorsAreThoseOfTheStepThatWaits() {
        try (AsynchronousSampling sampling = new AsynchronousSampling()) {
            UserError expected = UserError.failed("no verifier");
            sampling.start(1, () -> {
                throw expected;
            });
            assertSame(expected, assertThrows(UserError.class, () -> sampling.await(1)));
            sampling.start(2, () -> {
                throw new OutOfMemoryError("of a test");
            });
            assertTrue(assertThrows(UserError.class, () -> sampling.await(2))
                    .getMessage()
                    .contains("of a test"));
        }
    }

    @Test
    void closingEndsSampling() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (AsynchronousSampling sampling = new AsynchronousSampling()) {
            sampling.start(1, () -> {
                started.countDown();
                while (!sampling.closing()) {
                    Thread.onSpinWait();
                }
                ended.countDown();
                return Optional.empty();
            });
            started.await();
        }
        assertEquals(0, ended.getCount());
    }
}
