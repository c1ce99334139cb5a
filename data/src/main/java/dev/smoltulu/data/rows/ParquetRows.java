package dev.smoltulu.data.rows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.jerolba.carpet.CarpetParquetReader;
import com.jerolba.carpet.io.FileSystemInputFile;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;

/** Rows of a Parquet file as JSON objects: nested lists, structs and maps included. Pure Java, no Hadoop folder. */
final class ParquetRows {

    private ParquetRows() {}

    static long count(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new FileSystemInputFile(file.toFile()), options)) {
            return reader.getRecordCount();
        } catch (RuntimeException e) {
            throw broken(file, 0, e);
        }
    }

    @SuppressWarnings("rawtypes")
    static void read(Path file, RowFile.Visitor visitor) throws IOException, InterruptedException {
        long number = 0;
        try (ParquetReader<Map> reader = CarpetParquetReader.builder(new FileSystemInputFile(file.toFile()), Map.class)
                .withCodecFactory(new ParquetCodecs())
                .build()) {
            while (true) {
                Map row;
                try {
                    row = reader.read();
                } catch (RuntimeException e) {
                    throw broken(file, number + 1, e);
                }
                if (row == null) {
                    return;
                }
                number++;
                visitor.row(file + ", row " + number, json(row).getAsJsonObject());
            }
        }
    }

    private static UserError broken(Path file, long row, RuntimeException e) {
        if (e instanceof UserError known) {
            return known;
        }
        return UserError.failed(
                file + (row > 0 ? ", row " + row : "") + ": not a readable Parquet file ("
                        + Excerpt.of(String.valueOf(e.getMessage()).strip()) + ")",
                e);
    }

    private static JsonElement json(Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, item) -> object.add(String.valueOf(key), json(item)));
            return object;
        }
        if (value instanceof Iterable<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(json(item)));
            return array;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        return new JsonPrimitive(value.toString());
    }
}
