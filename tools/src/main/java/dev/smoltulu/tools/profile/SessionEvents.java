package dev.smoltulu.tools.profile;

import com.google.gson.stream.JsonReader;
import dev.smoltulu.base.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The event file that ONNX Runtime writes for a session, an array of Chrome trace events: one event per executed node,
 * and {@code model_run} after the nodes of a run.
 *
 * @param runs      the times of each complete run's nodes, by kind
 * @param runMicros time of each run from call to return
 */
record SessionEvents(List<List<OperatorTime>> runs, List<Long> runMicros) {

    private static final String NODE = "Node";
    private static final String RUN = "model_run";
    private static final String KERNEL = "_kernel_time";

    static SessionEvents read(Path file) {
        SessionEvents events = new SessionEvents(new ArrayList<>(), new ArrayList<>());
        List<OperatorTime> run = new ArrayList<>();
        try (JsonReader json = new JsonReader(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            json.beginArray();
            while (json.hasNext()) {
                Event event = Event.read(json);
                if (event.category.equals(NODE) && event.name.endsWith(KERNEL)) {
                    run.add(event.node());
                } else if (event.name.equals(RUN)) {
                    events.runs.add(OperatorTime.summed(run));
                    events.runMicros.add(event.micros);
                    run = new ArrayList<>();
                }
            }
        } catch (EOFException empty) {
            // An empty file: the session could not be opened.
            return events;
        } catch (IOException | IllegalStateException | NumberFormatException unreadable) {
            throw UserError.failed(
                    file + ": the profiler's events cannot be read (" + unreadable.getMessage()
                            + "); free some space in this folder, or name another with -Djava.io.tmpdir",
                    unreadable);
        }
        return events;
    }

    private record Event(String category, String name, long micros, String operator, String provider) {

        static Event read(JsonReader json) throws IOException {
            String category = "";
            String name = "";
            String operator = "";
            String provider = "";
            long micros = 0;
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "cat" -> category = json.nextString();
                    case "name" -> name = json.nextString();
                    case "dur" -> micros = json.nextLong();
                    case "args" -> {
                        json.beginObject();
                        while (json.hasNext()) {
                            switch (json.nextName()) {
                                case "op_name" -> operator = json.nextString();
                                case "provider" -> provider = json.nextString();
                                default -> json.skipValue();
                            }
                        }
                        json.endObject();
                    }
                    default -> json.skipValue();
                }
            }
            json.endObject();
            return new Event(category, name, micros, operator, provider);
        }

        OperatorTime node() {
            int slash = name.lastIndexOf('/');
            String part = slash < 0 ? "" : name.substring(0, slash).replaceAll("\\.\\d+", ".*");
            return new OperatorTime(part, operator, provider, 1, micros);
        }
    }
}
