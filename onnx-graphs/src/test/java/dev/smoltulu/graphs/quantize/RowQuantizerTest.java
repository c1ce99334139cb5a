package dev.smoltulu.graphs.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Rows of bytes: what they stand for and where they go. */
class RowQuantizerTest {

    @Test
    void standsForTheNumbersWithinHalfAStep() {
        float[] row = {9, -1.27f, 0, 0.635f, 1.27f, 9};
        byte[] bytes = new byte[8];
        float scale = RowQuantizer.quantize(row, 1, 4, bytes, 1, 2);
        for (int i = 0; i < 4; i++) {
            int level = (bytes[1 + 2 * i] & 0xff) - RowQuantizer.ZERO;
            assertEquals(row[1 + i], level * scale, scale / 2 + 1e-6f);
            assertEquals(0, bytes[2 * i]);
        }
    }

    @Test
    void zerosStayZeros() {
        byte[] bytes = new byte[3];
        assertEquals(0, RowQuantizer.quantize(new float[3], 0, 3, bytes, 0, 1));
        for (byte value : bytes) {
            assertEquals(RowQuantizer.ZERO, value & 0xff);
        }
    }
}
