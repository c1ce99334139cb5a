package dev.smoltulu.graphs.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The contents of an initializer: little-endian bytes of {@code type}, in row-major order.
 *
 * @param type  element type
 * @param shape known shape
 * @param data  the elements, {@code shape.elements() * type.bytes()} bytes
 */
public record Constant(DataType type, Shape shape, byte[] data) {

    /** Whole numbers. */
    public static Constant int64(Shape shape, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new Constant(DataType.INT64, shape, bytes.array());
    }

    /** One unsigned byte. */
    public static Constant uint8(int value) {
        return new Constant(DataType.UINT8, Shape.SCALAR, new byte[] {(byte) value});
    }

    /** Floating-point numbers rounded to {@code type}, which is a floating-point type. */
    public static Constant real(DataType type, Shape shape, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) value);
                case DOUBLE -> bytes.putDouble(value);
                case FLOAT16 -> bytes.putShort(HalfFloats.toFp16((float) value));
                case BFLOAT16 -> bytes.putShort(HalfFloats.toBf16((float) value));
                case UINT8, INT32, INT64, BOOL ->
                    throw new IllegalArgumentException("no real constants of type " + type);
            }
        }
        return new Constant(type, shape, bytes.array());
    }
}
