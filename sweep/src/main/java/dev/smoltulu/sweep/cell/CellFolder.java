package dev.smoltulu.sweep.cell;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a cell: an ordinary run folder, with {@code cell.json}, {@code cell.log} and {@code eval/<hash>} beside
 * the run's own files.
 */
public record CellFolder(Path path) {

    private static final Pattern WEIGHTS = Pattern.compile("model.*\\.safetensors(\\.index\\.json)?|checkpoint-\\d+");

    /** The cell's id, which is the folder's name. */
    public String id() {
        return path.getFileName().toString();
    }

    Path recordFile() {
        return path.resolve("cell.json");
    }

    /** What has become of the cell, if a stage of it has ended. */
    public Optional<CellRecord> record() {
        return CellRecord.read(recordFile());
    }

    void write(CellRecord record) {
        record.write(recordFile());
    }

    /** Lets a cell that failed begin again. */
    public void forgetFailure() {
        try {
            Files.deleteIfExists(recordFile());
        } catch (IOException failed) {
            throw UserError.failed(recordFile() + ": cannot be deleted (" + failed + ")", failed);
        }
    }

    Path recipe() {
        return path.resolve("recipe.json");
    }

    /** The file of metrics that the run writes. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path log() {
        return path.resolve("cell.log");
    }

    /** Folder of an evaluation's results. */
    public Path evaluation(String hash) {
        return path.resolve("eval").resolve(hash);
    }

    /** The newest results of an evaluation, relative to this folder. */
    Optional<String> results(String hash) {
        Path folder = evaluation(hash);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        // The time in the name sorts as text.
        return list(folder).stream()
                .filter(file -> file.getFileName().toString().matches("results_.*\\.json"))
                .max(Comparator.comparing(Path::getFileName))
                .map(file -> path.relativize(file).toString().replace('\\', '/'));
    }

    /** Whether the trained model is there. */
    public boolean hasWeights() {
        return Files.isDirectory(path)
                && list(path).stream()
                        .anyMatch(file -> file.getFileName().toString().matches("model.*\\.safetensors"));
    }

    /** Deletes the model and the checkpoints; metrics, results and samples stay. */
    public void dropWeights() {
        drop(WEIGHTS);
    }

    /** Deletes the checkpoints, which nothing needs once a cell is finished. */
    public void dropCheckpoints() {
        drop(Pattern.compile("checkpoint-\\d+"));
    }

    private void drop(Pattern names) {
        for (Path file : list(path)) {
            if (names.matcher(file.getFileName().toString()).matches()) {
                try {
                    DurableFiles.deleteTree(file);
                } catch (IOException failed) {
                    throw UserError.failed(file + ": cannot be deleted (" + failed + "); delete it by hand", failed);
                }
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException failed) {
            throw UserError.failed(folder + ": cannot be listed (" + failed + ")", failed);
        }
    }
}
