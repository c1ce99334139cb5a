package dev.smoltulu.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The file names in {@code model.safetensors.index.json} ({@code weight_map}: tensor name to shard file). */
final class ShardIndex {
    private static final long LARGEST = 64L << 20;
    private static final int MAX_SHARDS = 10_000;
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\\.safetensors");

    private ShardIndex() {}

    /**
     * Names of the shards, each once, in order.
     *
     * @throws UserError when the file is not an index, or a name is not that of a file in the same folder
     */
    static List<String> shards(Path index) {
        TreeSet<String> names = new TreeSet<>();
        try {
            if (Files.size(index) > LARGEST) {
                throw UserError.failed(index + " is larger than " + LARGEST + " bytes: not an index of shards");
            }
            JsonObject root = JsonParser.parseString(Files.readString(index)).getAsJsonObject();
            for (JsonElement name : root.getAsJsonObject("weight_map").asMap().values()) {
                names.add(checked(index, name.getAsString()));
            }
        } catch (IOException unreadable) {
            throw UserError.failed("cannot read " + index + ": " + unreadable.getMessage(), unreadable);
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | NullPointerException malformed) {
            throw UserError.failed(
                    index + " is not an index of shards (an object with weight_map): the model's "
                            + "repository is broken",
                    malformed);
        }
        if (names.isEmpty() || names.size() > MAX_SHARDS) {
            throw UserError.failed(index + " names " + names.size() + " shards: the model's repository is broken");
        }
        return List.copyOf(names);
    }

    private static String checked(Path index, String name) {
        if (!SHARD.matcher(name).matches() || name.contains("..")) {
            String shown = name.replaceAll("[^\\x20-\\x7e]", "?");
            throw UserError.failed(index + " names the shard '" + shown.substring(0, Math.min(shown.length(), 80))
                    + "', which is not a plain .safetensors file name: refused");
        }
        return name;
    }
}
