package dev.smoltulu.graphs.artifacts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table inside a flatbuffer that is not trusted: every offset is followed through the buffer's own bounds checks,
 * and one that leaves it is an {@link IndexOutOfBoundsException}.
 */
record FlatTable(ByteBuffer buffer, int position) {

    static FlatTable root(ByteBuffer buffer) {
        return new FlatTable(buffer, buffer.getInt(0));
    }

    int intAt(int field, int fallback) {
        int at = field(field);
        return at == 0 ? fallback : buffer.getInt(at);
    }

    long longAt(int field, long fallback) {
        int at = field(field);
        return at == 0 ? fallback : buffer.getLong(at);
    }

    boolean flagAt(int field) {
        int at = field(field);
        return at != 0 && buffer.get(at) != 0;
    }

    String textAt(int field) {
        return vectorAt(field, 1)
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                .orElse("");
    }

    Optional<FlatTable> tableAt(int field) {
        int at = field(field);
        return at == 0 ? Optional.empty() : Optional.of(new FlatTable(buffer, follow(at)));
    }

    List<FlatTable> tablesAt(int field) {
        List<FlatTable> tables = new ArrayList<>();
        vectorAt(field, Integer.BYTES).ifPresent(vector -> {
            int start = follow(field(field)) + Integer.BYTES;
            for (int i = 0; i < vector.limit() / Integer.BYTES; i++) {
                tables.add(new FlatTable(buffer, follow(start + i * Integer.BYTES)));
            }
        });
        return tables;
    }

    /** The bytes of a vector, in the buffer's byte order. */
    Optional<ByteBuffer> vectorAt(int field, int elementBytes) {
        int at = field(field);
        if (at == 0) {
            return Optional.empty();
        }
        int start = follow(at);
        int count = buffer.getInt(start);
        if (count < 0 || (long) count * elementBytes > buffer.limit() - (start + (long) Integer.BYTES)) {
            throw new IndexOutOfBoundsException("a vector of " + count + " elements at " + start);
        }
        return Optional.of(
                buffer.slice(start + Integer.BYTES, count * elementBytes).order(buffer.order()));
    }

    private int follow(int at) {
        int offset = buffer.getInt(at);
        if (offset <= 0) {
            throw new IndexOutOfBoundsException("offset " + offset + " at " + at);
        }
        return Math.addExact(at, offset);
    }

    /** Position of a field's value, 0 when the table does not store it. */
    private int field(int number) {
        int vtable = Math.subtractExact(position, buffer.getInt(position));
        int slot = 4 + 2 * number;
        if (slot >= Short.toUnsignedInt(buffer.getShort(vtable))) {
            return 0;
        }
        int offset = Short.toUnsignedInt(buffer.getShort(vtable + slot));
        return offset == 0 ? 0 : Math.addExact(position, offset);
    }
}
