package dev.smoltulu.graphs.ir;

/** Element types, with their numbers in ONNX's {@code TensorProto.DataType}. */
public enum DataType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    BFLOAT16(16, 2);

    private final int onnx;
    private final int bytes;

    DataType(int onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    /** The number in ONNX files. */
    public int onnx() {
        return onnx;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** The type that sums, norms and logarithms of numbers of this type are taken in: FLOAT for the 16-bit types. */
    public DataType wide() {
        return this == FLOAT16 || this == BFLOAT16 ? FLOAT : this;
    }

    /** Whether its numbers have fractions. */
    public boolean isFloatingPoint() {
        return switch (this) {
            case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> true;
            case UINT8, INT32, INT64, BOOL -> false;
        };
    }
}
