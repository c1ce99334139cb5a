package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The tensors of a safetensors file, read by the published rules and nothing of the program under test: eight bytes
 * of header length, a JSON header, data without gaps.
 */
final class HandReadTensors {

    /** One tensor's place. */
    record Entry(String dtype, long[] shape, long begin, long end) {}

    private final ByteBuffer file;
    private final int dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final JsonObject metadata;

    private HandReadTensors(byte[] bytes) {
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = file.getLong(0);
        assertTrue(headerLength > 0 && headerLength <= bytes.length - 8, "header length " + headerLength);
        assertEquals(0, headerLength % 8, "the data is aligned");
        assertEquals('{', bytes[8], "a header begins with a brace");
        this.dataStart = 8 + (int) headerLength;
        JsonObject header = JsonParser.parseString(new String(bytes, 8, (int) headerLength, StandardCharsets.UTF_8))
                .getAsJsonObject();
        this.metadata = header.getAsJsonObject("__metadata__");
        header.asMap().forEach((name, entry) -> {
            if (!name.equals("__metadata__")) {
                entries.put(name, entry(entry.getAsJsonObject()));
            }
        });
        requireNoGaps(bytes.length - dataStart);
    }

    static HandReadTensors of(Path path) {
        try {
            return new HandReadTensors(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(JsonObject json) {
        assertEquals(3, json.size(), "dtype, shape, data_offsets: " + json);
        long[] shape = StreamSupport.stream(json.getAsJsonArray("shape").spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
        return new Entry(
                json.get("dtype").getAsString(),
                shape,
                json.getAsJsonArray("data_offsets").get(0).getAsLong(),
                json.getAsJsonArray("data_offsets").get(1).getAsLong());
    }

    private void requireNoGaps(long dataLength) {
        Map<Long, Long> ends = new TreeMap<>();
        entries.values().forEach(entry -> ends.put(entry.begin(), entry.end()));
        long position = 0;
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            assertEquals(position, range.getKey(), "ranges follow each other");
            position = range.getValue();
        }
        assertEquals(dataLength, position, "the ranges fill the file");
    }

    Map<String, Entry> entries() {
        return entries;
    }

    JsonObject metadata() {
        return metadata;
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    float[] floats(String name) {
        Entry entry = entries.get(name);
        assertTrue(entry != null, "no " + name + " in " + entries.keySet());
        assertEquals("F32", entry.dtype(), name);
        float[] values = new float[(int) ((entry.end() - entry.begin()) / Float.BYTES)];
        long elements = 1;
        for (long extent : entry.shape()) {
            elements *= extent;
        }
        assertEquals(elements, values.length, name);
        file.slice(dataStart + (int) entry.begin(), values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    Map<String, float[]> allFloats() {
        Map<String, float[]> all = new LinkedHashMap<>();
        entries.keySet().forEach(name -> all.put(name, floats(name)));
        return all;
    }
}
