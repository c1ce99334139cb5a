package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.StagedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Makes a bundle. */
public final class BundleRun {

    private static final String LAUNCHER = "smoltulu";
    private static final List<String> FROM_HOME = List.of(LAUNCHER, "LICENSE", "NOTICE", "recipes");
    /** Java's archive of classes is good for files of this time only, wherever they are unpacked. */
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private final BundleSettings settings;
    private final Platform platform = Platform.current();
    private final Consumer<String> progress;

    private BundleRun(BundleSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * What came out.
     *
     * @param bytes of all files
     * @param parts files of the archive; 0 where the folder is the bundle
     */
    public record Result(long bytes, int parts) {}

    /**
     * Makes a bundle for the kind of machine this is.
     *
     * @param progress receives what is being done
     */
    public static Result run(BundleSettings settings, Consumer<String> progress) {
        return new BundleRun(settings, progress).run();
    }

    private Result run() {
        requireCudaBuild();
        try (StagedFolder staged = StagedFolder.create(settings.output())) {
            Path bundle = settings.partBytes().isPresent() ? staged.folder().resolve(".bundle") : staged.folder();
            fill(bundle);
            int parts = 0;
            if (settings.partBytes().isPresent()) {
                progress.accept("archive in parts");
                parts = BundleArchive.write(
                        bundle,
                        staged.folder(),
                        LAUNCHER + "-" + platform.title() + (settings.cuda() ? "-cuda" : "-cpu"),
                        settings.partBytes().getAsLong());
                delete(bundle);
            }
            long bytes = Listing.tree(staged.folder()).stream()
                    .mapToLong(BundleRun::size)
                    .sum();
            staged.commit();
            return new Result(bytes, parts);
        }
    }

    private void requireCudaBuild() {
        if (settings.cuda()
                && settings.classpath().stream()
                        .noneMatch(jar -> jar.getFileName().toString().endsWith("-gpu.jar"))) {
            throw UserError.failed("ONNX Runtime's CUDA build is not among this program's jars; start it as "
                    + "./smoltulu bundle --device cuda on Linux and x86-64, which fetches it");
        }
    }

    private void fill(Path bundle) {
        Path jars = folder(bundle.resolve("lib"));
        Path natives = folder(bundle.resolve("natives"));
        Path runtime = bundle.resolve("runtime");
        progress.accept("the program's jars and native libraries");
        new ProgramFiles(platform, jars, natives).copy(settings.classpath());
        for (String name : FROM_HOME) {
            ProgramFiles.copyTree(settings.home().resolve(name), bundle.resolve(name));
        }
        settings.extras().forEach((place, source) -> {
            progress.accept(source.toString());
            ProgramFiles.copyTree(source, bundle.resolve(place));
        });
        progress.accept("a Java runtime");
        RuntimeImage.link(runtime);
        RuntimeImage.addSystemLibraries(runtime, natives);
        Listing.tree(bundle).forEach(BundleRun::date);
        RuntimeImage.archiveClasses(runtime);
        // The bundle's first start happens here, not on a machine where nothing can be put right.
        ChildProgram.run(List.of(bundle.resolve(LAUNCHER).toString(), "--version"));
    }

    private static Path folder(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw UserError.failed(path + " cannot be made (" + e + "); choose another --output", e);
        }
    }

    private static void date(Path path) {
        try {
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(TIME, null, null);
        } catch (IOException e) {
            throw UserError.failed(path + ": its time cannot be set (" + e + "); choose another --output", e);
        }
    }

    private static long size(Path path) {
        return path.toFile().isFile() ? path.toFile().length() : 0;
    }

    private static void delete(Path folder) {
        List<Path> tree = Listing.tree(folder);
        for (int i = tree.size() - 1; i >= 0; i--) {
            try {
                Files.delete(tree.get(i));
            } catch (IOException e) {
                throw UserError.failed(tree.get(i) + " cannot be deleted (" + e + "); delete it", e);
            }
        }
    }
}
