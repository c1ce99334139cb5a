package dev.smoltulu.graphs.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {

    /** Expected bits come from another implementation of IEEE 754 halves. */
    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "1.00390625, 3c04",
        "1.01171875, 3c0c",
        "65504, 7bff",
        "65519.99, 7bff",
        "65520, 7c00",
        "-65520, fc00",
        "5.9604645e-08, 0001",
        "2.9802322e-08, 0000",
        "2.98023259e-08, 0001",
        "6.1035156e-05, 0400",
        "0.1, 2e66",
        "-0.333333, b555",
        "1e-30, 0000",
        "-0.0, 8000",
        "Infinity, 7c00",
        "3e38, 7c00"
    })
    void fp16RoundsToNearestEven(float value, String bits) {
        assertEquals(bits, String.format("%04x", HalfFloats.toFp16(value)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3f80",
        "1.00390625, 3f80",
        "1.01171875, 3f82",
        "1.0039064, 3f81",
        "3.4e38, 7f80",
        "-0.0, 8000",
        "3.3895314e38, 7f7f",
        "Infinity, 7f80",
        "1e-45, 0000",
        "9.2e-41, 0001"
    })
    void bf16RoundsToNearestEven(float value, String bits) {
        assertEquals(bits, String.format("%04x", HalfFloats.toBf16(value)));
    }

    @Test
    void everyPatternSurvivesWideningAndNarrowing() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = HalfFloats.fromFp16((short) bits);
            float brain = HalfFloats.fromBf16((short) bits);
            if ((bits & 0x7fff) > 0x7c00) {
                assertTrue(Float.isNaN(half) && Float.isNaN(HalfFloats.fromFp16(HalfFloats.toFp16(half))));
            } else {
                assertEquals((short) bits, HalfFloats.toFp16(half));
                assertEquals(definition(bits), half);
            }
            if ((bits & 0x7fff) > 0x7f80) {
                assertTrue(Float.isNaN(brain) && Float.isNaN(HalfFloats.fromBf16(HalfFloats.toBf16(brain))));
            } else {
                assertEquals((short) bits, HalfFloats.toBf16(brain));
            }
        }
    }

    @Test
    void noNeighbourIsNearer() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 26));
            if (Math.abs(value) > 60_000) {
                continue;
            }
            short bits = HalfFloats.toFp16(value);
            double error = Math.abs((double) value - HalfFloats.fromFp16(bits));
            assertTrue(error <= Math.abs((double) value - HalfFloats.fromFp16((short) (bits + 1))));
            if ((bits & 0x7fff) != 0) {
                assertTrue(error <= Math.abs((double) value - HalfFloats.fromFp16((short) (bits - 1))));
            }
        }
    }

    /** IEEE 754 binary16 as its definition reads. */
    private static float definition(int bits) {
        double sign = (bits & 0x8000) == 0 ? 1.0 : -1.0;
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        if (exponent == 31) {
            return (float) (sign * Double.POSITIVE_INFINITY);
        }
        double magnitude = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
        return (float) (sign * magnitude);
    }
}
