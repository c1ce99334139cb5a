package dev.smoltulu.graphs.weights;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.base.text.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON header of a safetensors file, checked as the format's own implementation checks it: every tensor's
 * byte count equals shape times type, and the tensors fill the data part without holes or overlaps.
 *
 * @param tensors in the order of their data
 * @param metadata the file's own key-value strings
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {

    private static final String METADATA = "__metadata__";
    /** ONNX and PyTorch stop far below; the bound keeps a hostile header from filling the memory. */
    private static final int MAX_RANK = 64;

    /** A tensor and the range of its bytes after the header, from {@code begin} to {@code end}. */
    record Entry(TensorInfo info, long begin, long end) {}

    /**
     * Parses and checks a header.
     *
     * @param json the header's bytes
     * @param dataBytes size of the data part of the file
     * @param where the file, for errors
     */
    static SafetensorsHeader parse(byte[] json, long dataBytes, String where) {
        if (json.length == 0 || json[0] != '{') {
            throw UserError.failed(where + ": not a safetensors file, its header does not start with '{'");
        }
        Parser parser = new Parser(where);
        try (JsonReader reader = StrictJson.reader(json, 0, json.length)) {
            parser.readObject(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw parser.broken("text after the header's JSON");
            }
        } catch (IOException | JsonParseException e) {
            throw UserError.failed(where + ": broken safetensors header, " + StrictJson.describe(e), e);
        }
        return new SafetensorsHeader(
                inOrder(parser.entries, dataBytes, where), Collections.unmodifiableMap(parser.metadata));
    }

    private static Map<String, Entry> inOrder(List<Entry> entries, long dataBytes, String where) {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Entry> ordered = new LinkedHashMap<>();
        long position = 0;
        for (Entry entry : entries) {
            String tensor = where + ": tensor " + shown(entry.info().name());
            if (entry.begin() > position) {
                throw UserError.failed(tensor + " begins at " + entry.begin() + ", leaving a hole after " + position);
            }
            if (entry.begin() < position) {
                throw UserError.failed(tensor + " begins at " + entry.begin()
                        + " and overlaps the tensor before it, which ends at " + position);
            }
            if (entry.end() > dataBytes) {
                throw UserError.failed(tensor + " ends at byte " + entry.end() + " of the data but the file has only "
                        + dataBytes + ": it is truncated, download or copy it again");
            }
            position = entry.end();
            ordered.put(entry.info().name(), entry);
        }
        if (position != dataBytes) {
            throw UserError.failed(where + ": " + (dataBytes - position) + " bytes after the last tensor's end at "
                    + position + " belong to no tensor");
        }
        return Collections.unmodifiableMap(ordered);
    }

    /** A name from a file as it may be printed: quoted, short, no control characters. */
    static String shown(String name) {
        String clean = name.replaceAll("\\p{C}", "?");
        return "'" + Excerpt.of(clean, 120) + "'";
    }

    private static final class Parser {

        private final String where;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Parser(String where) {
            this.where = where;
        }

        void readObject(JsonReader reader) throws IOException {
            Set<String> names = new HashSet<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                if (!names.add(name)) {
                    throw broken("key " + shown(name) + " appears twice");
                }
                if (name.equals(METADATA)) {
                    readMetadata(reader);
                } else {
                    entries.add(readTensor(reader, name));
                }
            }
            reader.endObject();
        }

        private void readMetadata(JsonReader reader) throws IOException {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw broken(METADATA + " must be an object, found " + StrictJson.name(reader.peek()));
            }
            reader.beginObject();
            while (reader.hasNext()) {
                String key = reader.nextName();
                if (reader.peek() != JsonToken.STRING) {
                    throw broken(METADATA + " value of " + shown(key) + " must be a string, found "
                            + StrictJson.name(reader.peek()));
                }
                if (metadata.put(key, reader.nextString()) != null) {
                    throw broken(METADATA + " key " + shown(key) + " appears twice");
                }
            }
            reader.endObject();
        }

        private Entry readTensor(JsonReader reader, String name) throws IOException {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw broken(name, "must be an object, found " + StrictJson.name(reader.peek()));
            }
            DType dtype = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            Set<String> keys = new HashSet<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String key = reader.nextName();
                if (!keys.add(key)) {
                    throw broken(name, "has key " + shown(key) + " twice");
                }
                switch (key) {
                    case "dtype" -> dtype = readType(reader, name);
                    case "shape" -> shape = readNumbers(reader, name, "shape", MAX_RANK);
                    case "data_offsets" -> offsets = readNumbers(reader, name, "data_offsets", 2);
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
            require(name, "dtype", dtype);
            require(name, "shape", shape);
            require(name, "data_offsets", offsets);
            return entry(new TensorInfo(name, dtype, shape), offsets);
        }

        private Entry entry(TensorInfo info, List<Long> offsets) {
            if (offsets.size() != 2) {
                throw broken(info.name(), "data_offsets must be two numbers, found " + offsets);
            }
            long begin = offsets.get(0);
            long end = offsets.get(1);
            if (end < begin) {
                throw broken(info.name(), "ends at " + end + " before it begins at " + begin);
            }
            long bytes;
            try {
                bytes = info.bytes();
            } catch (ArithmeticException e) {
                throw broken(info.name(), "shape " + info.shape() + " of " + info.dtype() + " is more than 2^63 bytes");
            }
            if (bytes != end - begin) {
                throw broken(
                        info.name(),
                        "shape " + info.shape() + " of " + info.dtype() + " takes " + bytes
                                + " bytes but its data_offsets span " + (end - begin));
            }
            return new Entry(info, begin, end);
        }

        private DType readType(JsonReader reader, String name) throws IOException {
            if (reader.peek() != JsonToken.STRING) {
                throw broken(name, "dtype must be a string, found " + StrictJson.name(reader.peek()));
            }
            String type = reader.nextString();
            return DType.named(type).orElseThrow(() -> broken(name, "has unknown dtype " + shown(type)));
        }

        private List<Long> readNumbers(JsonReader reader, String name, String key, int max) throws IOException {
            if (reader.peek() != JsonToken.BEGIN_ARRAY) {
                throw broken(name, key + " must be a list, found " + StrictJson.name(reader.peek()));
            }
            List<Long> numbers = new ArrayList<>();
            reader.beginArray();
            while (reader.hasNext()) {
                if (numbers.size() == max) {
                    throw broken(name, key + " has more than " + max + " numbers");
                }
                numbers.add(readNumber(reader, name, key));
            }
            reader.endArray();
            return numbers;
        }

        private long readNumber(JsonReader reader, String name, String key) throws IOException {
            if (reader.peek() != JsonToken.NUMBER) {
                throw broken(name, key + " must hold numbers, found " + StrictJson.name(reader.peek()));
            }
            String text = reader.nextString();
            if (!text.matches("\\d+")) {
                throw broken(name, key + " must hold whole numbers of at least 0, found " + shown(text));
            }
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw broken(name, key + " number " + shown(text) + " is beyond 2^63");
            }
        }

        private void require(String name, String key, Object value) {
            if (value == null) {
                throw broken(name, "has no " + key);
            }
        }

        UserError broken(String complaint) {
            return UserError.failed(where + ": broken safetensors header, " + complaint);
        }

        private UserError broken(String name, String complaint) {
            return UserError.failed(where + ": tensor " + shown(name) + " " + complaint);
        }
    }
}
