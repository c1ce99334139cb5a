package dev.smoltulu.graphs.ir;

/** Conversion between float and the two 16-bit types; narrowing rounds to nearest, ties to even. */
public final class HalfFloats {

    private static final float TWO_POW_112 = 0x1p112f;

    private HalfFloats() {}

    /** bfloat16 bits as a float, exact. */
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** IEEE half bits as a float, exact; NaN stays NaN. */
    public static float fromFp16(short bits) {
        int magnitude = (bits & 0x7fff) << 13;
        int sign = (bits & 0x8000) << 16;
        if (magnitude >= 0x0f800000) {
            return Float.intBitsToFloat(sign | 0x7f800000 | magnitude & 0x007fffff);
        }
        // Shifted into place the exponent is too small by 112; multiplying also normalises subnormal halves.
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) * TWO_POW_112));
    }

    /** The nearest bfloat16; overflow goes to infinity, NaN to a quiet NaN. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** The nearest IEEE half; beyond 65519.996 it is infinity, NaN becomes a quiet NaN. */
    public static short toFp16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00 | magnitude >>> 13 & 0x1ff);
        }
        if (magnitude >= 0x47800000) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) {
            // Below 2^-14: adding 0.5 makes the float unit round to multiples of 2^-24, the subnormal step.
            float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(rounded) - 0x3f000000);
        }
        int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1) - 0x38000000;
        return (short) (sign | rounded >>> 13);
    }
}
