package dev.smoltulu.base.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShortestDecimalTest {

    @Test
    void writesTheFewestDigits() {
        assertEquals("0.1", ShortestDecimal.of(0.1).toString());
        assertEquals("0.00009", ShortestDecimal.of(9e-5).toString());
        assertEquals("2E-8", ShortestDecimal.of(2e-8).toString());
        assertEquals("100", ShortestDecimal.of(100.0).toString());
        assertEquals("0", ShortestDecimal.of(0.0).toString());
        assertEquals(
                "1.2044339179992676", ShortestDecimal.of(1.2044339179992676).toString());
        assertEquals("2E+23", ShortestDecimal.of(2e23).toString(), "where JDK 17 prints 2.0000000000000003E23");
        assertEquals("2E-323", ShortestDecimal.of(2e-323).toString());
        assertEquals("0.1", ShortestDecimal.of(0.1f).toString());
        assertEquals("1.204434", ShortestDecimal.of(1.204434f).toString());
        assertThrows(NumberFormatException.class, () -> ShortestDecimal.of(Double.NaN));
    }

    @Test
    void readsBackAsTheSameNumber() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertEquals(
                        number, Double.parseDouble(ShortestDecimal.of(number).toString()));
                assertTrue(ShortestDecimal.of(number).precision() <= 17 || Math.abs(number) > 1e17);
            }
            float single = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(single)) {
                assertEquals(single, Float.parseFloat(ShortestDecimal.of(single).toString()));
            }
        }
    }
}
