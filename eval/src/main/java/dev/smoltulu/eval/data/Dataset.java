package dev.smoltulu.eval.data;

import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.task.TaskSources;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published dataset: the files as its authors give them and as the Hugging Face hub has them. They are looked for in
 * the user's folder, then in its sub-folder for the dataset, then in the local cache of the hub.
 *
 * @param hubId  on the Hugging Face hub
 * @param folder the sub-folder's name
 * @param splits where the files of each split may lie, the first that is there counting; a name may have one
 *               {@code *}, for the shards of a split
 */
public record Dataset(String hubId, String folder, Map<String, List<String>> splits) implements SplitFiles {

    private static final Pattern SHARD = Pattern.compile("-(\\d{5})-of-(\\d{5})\\.parquet$");

    public Dataset {
        splits = Map.copyOf(splits);
    }

    @Override
    public List<Path> files(String split, TaskSources sources) {
        List<Path> places = new ArrayList<>();
        sources.folder().ifPresent(user -> {
            places.add(user);
            places.add(user.resolve(folder));
        });
        sources.cached(hubId).ifPresent(places::add);
        for (Path place : places) {
            for (String name : splits.get(split)) {
                List<Path> files = matching(place, name);
                if (!files.isEmpty()) {
                    return files;
                }
            }
        }
        throw missing(split, sources, places);
    }

    private UserError missing(String split, TaskSources sources, List<Path> places) {
        List<String> looked =
                new ArrayList<>(places.stream().map(Path::toString).toList());
        if (sources.cached(hubId).isEmpty()) {
            looked.add("the Hugging Face cache");
        }
        return UserError.failed("the " + split + " split of " + hubId + " is missing: no "
                + String.join(", ", splits.get(split)) + " in " + String.join(", ", looked) + "; name its folder with"
                + " `data`, or " + sources.advice(hubId));
    }

    private static List<Path> matching(Path place, String name) {
        Path file = place.resolve(name);
        if (name.indexOf('*') < 0) {
            return Files.isRegularFile(file) ? List.of(file) : List.of();
        }
        Path parent = file.getParent();
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> shards = new ArrayList<>();
        try (DirectoryStream<Path> inside =
                Files.newDirectoryStream(parent, file.getFileName().toString())) {
            inside.forEach(shards::add);
        } catch (IOException e) {
            throw UserError.failed(parent + ": the folder cannot be read (" + e + ")", e);
        }
        shards.sort(null);
        checkComplete(shards);
        return shards;
    }

    /** Half of a split would give numbers that look right. */
    private static void checkComplete(List<Path> shards) {
        for (Path shard : shards) {
            Matcher numbers = SHARD.matcher(shard.getFileName().toString());
            if (numbers.find() && Integer.parseInt(numbers.group(2)) != shards.size()) {
                throw UserError.failed(shard.getParent() + ": has " + shards.size() + " of the "
                        + Integer.parseInt(numbers.group(2)) + " files of the split that " + shard.getFileName()
                        + " belongs to; download the dataset again");
            }
        }
    }
}
