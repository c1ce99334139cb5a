package dev.smoltulu.trainer.run;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DurableFiles;
import dev.smoltulu.base.files.FolderLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one run, held by one process at a time. A checkpoint is written under a temporary name and appears as
 * {@code checkpoint-<step>} by one rename once all of it is on the disk, so a folder of that name with a
 * trainer_state.json is complete, whenever the process died.
 */
public final class RunFolder implements AutoCloseable {

    private static final String LOCK = ".run.lock";
    private static final String STATE = "trainer_state.json";
    private static final String RECIPE = "recipe.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String REPORT = "report.html";
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(0|[1-9]\\d{0,17})");
    private static final Pattern MODEL_FILE = Pattern.compile("config\\.json|tokenizer\\.json|.*\\.safetensors");
    private static final String BEST = "best";
    private static final String TEMPORARY = ".tmp-";
    /** What AtomicFile calls a file that is being written. */
    private static final Pattern UNFINISHED_FILE = Pattern.compile("\\..+\\.tmp-\\d+-\\d+");

    private static final String REPLACED = ".tmp-replaced-";
    private static final String DELETED = ".tmp-deleted-";

    /** A complete checkpoint: the optimizer steps done, and its folder. */
    public record Checkpoint(long step, Path folder) {}

    private final Path folder;
    private final FolderLock lock;

    private RunFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Claims a folder for this process, makes it where it is missing, and clears what a killed run left half written.
     *
     * @param resume whether the folder may hold a run; without one in it the run starts from its first step
     * @throws UserError when the path is not a writable folder, holds a run or a model, or is in use
     */
    public static RunFolder open(Path folder, boolean resume) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw UserError.usage("output_dir " + folder + " is a file; choose a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw UserError.usage("output_dir " + folder + " cannot be made (" + failed + "); choose another folder");
        }
        FolderLock lock = acquire(folder);
        try {
            boolean holdsRun = holdsRun(folder, resume);
            RunFolder run = new RunFolder(folder, lock);
            if (holdsRun) {
                run.clearTemporaries();
            }
            return run;
        } catch (IOException | RuntimeException failed) {
            closeQuietly(lock, failed);
            throw failed instanceof RuntimeException error
                    ? error
                    : UserError.failed("output_dir " + folder + " cannot be prepared (" + failed + ")", failed);
        }
    }

    private static FolderLock acquire(Path folder) {
        try {
            return FolderLock.acquire(
                    folder,
                    LOCK,
                    owner -> UserError.failed("output_dir " + folder + " is in use by " + owner
                            + "; wait for that run or choose another output_dir"));
        } catch (AccessDeniedException denied) {
            throw UserError.usage("output_dir " + folder + " is not writable; choose another folder");
        } catch (IOException failed) {
            throw UserError.failed(
                    "output_dir " + folder + " cannot be locked (" + failed + "); choose a folder on another disk",
                    failed);
        }
    }

    private static boolean holdsRun(Path folder, boolean resume) throws IOException {
        List<String> names = names(folder);
        boolean run = names.contains(RECIPE)
                || names.contains(METRICS)
                || names.stream().anyMatch(name -> CHECKPOINT.matcher(name).matches());
        if (run && !resume) {
            throw UserError.usage("output_dir " + folder
                    + " already holds a run; continue it with `resume` or choose another output_dir");
        }
        Optional<String> model = names.stream()
                .filter(name -> MODEL_FILE.matcher(name).matches())
                .sorted()
                .findFirst();
        if (!run && model.isPresent()) {
            throw UserError.usage("output_dir " + folder + " holds a model (" + model.get()
                    + ") that is not of a run; choose another output_dir");
        }
        return run;
    }

    public Path path() {
        return folder;
    }

    public Path recipe() {
        return folder.resolve(RECIPE);
    }

    public Path metrics() {
        return folder.resolve(METRICS);
    }

    public Path report() {
        return folder.resolve(REPORT);
    }

    /** The complete checkpoints, lowest step first. */
    public List<Checkpoint> checkpoints() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(RunFolder::isComplete)
                    .map(entry -> new Checkpoint(stepOf(entry).orElseThrow(), entry))
                    .sorted(Comparator.comparingLong(Checkpoint::step))
                    .toList();
        } catch (IOException failed) {
            throw UserError.failed("output_dir " + folder + " cannot be listed (" + failed + ")", failed);
        }
    }

    /** The complete checkpoint with the most steps. */
    public Optional<Checkpoint> latestCheckpoint() {
        List<Checkpoint> all = checkpoints();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** An empty folder to write the checkpoint of {@code step} into; it counts only after {@link #commitCheckpoint}. */
    public Path beginCheckpoint(long step) {
        Path temporary = temporary(step);
        try {
            if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.deleteTree(temporary);
            }
            return Files.createDirectory(temporary);
        } catch (IOException failed) {
            throw saveError(step, failed);
        }
    }

    /**
     * Makes the checkpoint of {@code step} durable and visible, replacing an earlier one of that step, and only then
     * deletes the oldest ones beyond the limit.
     *
     * @param saveTotalLimit complete checkpoints to keep; 0 keeps all
     */
    public Checkpoint commitCheckpoint(long step, long saveTotalLimit) {
        Path temporary = temporary(step);
        if (!Files.isRegularFile(temporary.resolve(STATE))) {
            throw new IllegalStateException("checkpoint " + step + " has no " + STATE);
        }
        Path target = folder.resolve("checkpoint-" + step);
        try {
            publish(temporary, target);
            deleteSurplus(saveTotalLimit);
            return new Checkpoint(step, target);
        } catch (IOException failed) {
            throw saveError(step, failed);
        }
    }

    /** Makes what is in {@code temporary} durable and visible as {@code target}, in place of what is there. */
    private void publish(Path temporary, Path target) throws IOException {
        DurableFiles.syncTree(temporary);
        Path replaced = folder.resolve(REPLACED + target.getFileName());
        boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (replaces) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
        if (replaces) {
            DurableFiles.deleteTree(replaced);
        }
    }

    /** The model that did best on held-out rows, where the run keeps one. */
    public Path best() {
        return folder.resolve(BEST);
    }

    /** Replaces {@link #best}, whole or not at all, by what {@code writer} writes into the folder it is given. */
    public void writeBest(Consumer<Path> writer) {
        Path temporary = folder.resolve(TEMPORARY + BEST);
        try {
            if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.deleteTree(temporary);
            }
            writer.accept(Files.createDirectory(temporary));
            publish(temporary, best());
        } catch (IOException failed) {
            throw UserError.failed(
                    "the best model cannot be saved (" + failed
                            + "); checkpoints are untouched: free space and continue with `resume`",
                    failed);
        }
    }

    /** Drops a checkpoint that was begun and could not be finished. */
    public void abandonCheckpoint(long step) {
        try {
            if (Files.exists(temporary(step), LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.deleteTree(temporary(step));
            }
        } catch (IOException failed) {
            throw saveError(step, failed);
        }
    }

    /** Deletes the oldest checkpoints beyond the limit, which a killed run may not have got to. */
    public void rotate(long saveTotalLimit) {
        try {
            deleteSurplus(saveTotalLimit);
        } catch (IOException failed) {
            throw UserError.failed(
                    "old checkpoints in " + folder + " cannot be deleted (" + failed
                            + "); delete them by hand, or keep them all with save_total_limit 0",
                    failed);
        }
    }

    private void deleteSurplus(long saveTotalLimit) throws IOException {
        List<Checkpoint> all = checkpoints();
        long surplus = saveTotalLimit == 0 ? 0 : all.size() - saveTotalLimit;
        for (Checkpoint oldest : all.subList(0, (int) Math.max(0, surplus))) {
            // One rename first: a deletion cut short must not leave half a checkpoint under a complete one's name.
            Path deleted = folder.resolve(DELETED + oldest.folder().getFileName());
            Files.move(oldest.folder(), deleted, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.deleteTree(deleted);
        }
    }

    /** What a killed run left: half-written checkpoints go, one that was set aside for its successor comes back. */
    private void clearTemporaries() throws IOException {
        for (String name : names(folder)) {
            if (!name.startsWith(TEMPORARY) && !UNFINISHED_FILE.matcher(name).matches()) {
                continue;
            }
            Path entry = folder.resolve(name);
            Path original = folder.resolve(name.substring(Math.min(name.length(), REPLACED.length())));
            boolean known = stepOf(original).isPresent() || original.equals(best());
            if (name.startsWith(REPLACED) && known && !Files.exists(original)) {
                Files.move(entry, original, StandardCopyOption.ATOMIC_MOVE);
            } else {
                DurableFiles.deleteTree(entry);
            }
        }
    }

    private Path temporary(long step) {
        return folder.resolve(TEMPORARY + "checkpoint-" + step);
    }

    private static UserError saveError(long step, IOException failed) {
        return UserError.failed(
                "checkpoint " + step + " cannot be saved (" + failed
                        + "); earlier checkpoints are untouched: free space and continue with `resume`",
                failed);
    }

    private static boolean isComplete(Path entry) {
        return stepOf(entry).isPresent()
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(entry.resolve(STATE));
    }

    private static OptionalLong stepOf(Path entry) {
        Matcher name = CHECKPOINT.matcher(entry.getFileName().toString());
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static void closeQuietly(FolderLock lock, Exception failed) {
        try {
            lock.close();
        } catch (IOException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Gives the folder free for other processes. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failed) {
            throw UserError.failed("output_dir " + folder + " cannot be unlocked (" + failed + ")", failed);
        }
    }
}
