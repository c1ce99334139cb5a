package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.ir.DataType;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TensorTest {

    private static float[] all(FloatBuffer floats) {
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    @Test
    void viewsShareTheMemoryAndCopiesStayInside() {
        try (Tensor tensor = Tensor.zeros(DataType.FLOAT, 3, 2);
                Tensor middle = tensor.entries(1, 1)) {
            tensor.fill(floats -> floats.put(new float[] {1, 2, 3, 4, 5, 6}));
            assertArrayEquals(new float[] {3, 4}, all(middle.floats()));
            middle.floats().put(0, 7);
            tensor.copyWithin(2, 4, 2);
            assertArrayEquals(new float[] {1, 2, 7, 4, 7, 4}, all(tensor.floats()));
        }
    }

    @Test
    void copiesFitOrAreRefused() {
        try (Tensor source = Tensor.of(new float[] {1, 2, 3}, 3);
                Tensor target = Tensor.zeros(DataType.FLOAT, 4);
                Tensor small = Tensor.zeros(DataType.FLOAT, 2);
                HostView view = new HostView()) {
            source.copyTo(target);
            assertArrayEquals(new float[] {1, 2, 3, 0}, all(target.floats()));
            assertThrows(IllegalArgumentException.class, () -> source.copyTo(small));
            view.floats(source).put(0, 9);
            assertEquals(9, source.floats().get(0));
        }
    }

    @Test
    void aClosedTensorIsNotRead() {
        Tensor tensor = Tensor.of(new float[] {1}, 1);
        tensor.close();
        assertThrows(IllegalStateException.class, tensor::floats);
    }

    @Test
    void aGpuRoundsNoFactorsUnlessAsked() {
        SessionSettings settings = SessionSettings.on(new Device(Device.Kind.CUDA, 2));
        assertEquals("0", settings.cudaOptions().get("use_tf32"));
        assertEquals("1", settings.withTf32().withThreads(1).cudaOptions().get("use_tf32"));
        assertEquals("2", settings.cudaOptions().get("device_id"));
        assertTrue(settings.cudaOptions().containsKey("arena_extend_strategy"));
    }
}
