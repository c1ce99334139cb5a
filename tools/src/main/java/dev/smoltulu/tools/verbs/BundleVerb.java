package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tools.bundle.BundleRun;
import dev.smoltulu.tools.bundle.BundleSettings;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.ProgramHome;
import dev.smoltulu.tools.cli.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu bundle}. */
final class BundleVerb implements Verb {

    private static final String DEVICE = "device";
    private static final String OUTPUT = "output";
    private static final String SPLIT = "split";
    private static final String MODEL = "model";
    private static final String INCLUDE = "include";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg])", Pattern.CASE_INSENSITIVE);
    private static final Set<String> TAKEN =
            Set.of("smoltulu", "lib", "natives", "runtime", "recipes", "LICENSE", "NOTICE");

    @Override
    public String synopsis() {
        return "--output DIR [--device cpu|cuda] [--split SIZE] [--model DIR|ID]... [--include PATH]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of(
                "Flags",
                FlagGroup.valued(OUTPUT, "DIR", "a new folder for the bundle or its parts (required)"),
                FlagGroup.valued(DEVICE, "NAME", "cpu or cuda: the included build of ONNX Runtime (default cpu)"),
                FlagGroup.valued(
                        SPLIT,
                        "SIZE",
                        "make a compressed archive in parts of this size, such as 60m, with hashes and a "
                                + "script that joins them"),
                FlagGroup.repeated(MODEL, "DIR|ID", "models to include under models/; several, or repeated"),
                FlagGroup.repeated(
                        INCLUDE,
                        "PATH",
                        "files and folders to include under their names, or under PLACE with PATH=PLACE")));
    }

    @Override
    public List<String> notes() {
        return List.of("A bundle runs without Java, Maven or network, on Linux with this machine's "
                + "processor architecture and a glibc no older than this machine's. It holds the "
                + "program, a Java runtime, unpacked native libraries and recipes. It does not hold "
                + "CUDA and cuDNN: doctor says how to install them, or add their files by --include "
                + "and name the folder in SMOLTULU_CUDA_PATH.");
    }

    @Override
    public List<String> examples() {
        return List.of("smoltulu bundle --output bundle --split 60m --model HuggingFaceTB/SmolLM2-135M --include "
                + "rows.jsonl");
    }

    @Override
    public int run(CommandLine line, Console console) {
        Path output = RecipeFlags.path(OUTPUT, FlagValues.required("bundle", line, OUTPUT, "a new folder", "DIR"));
        boolean cuda = Device.parse(line.getOptionValue(DEVICE, "cpu")).kind() == Device.Kind.CUDA;
        OptionalLong partBytes =
                line.hasOption(SPLIT) ? OptionalLong.of(size(line.getOptionValue(SPLIT))) : OptionalLong.empty();
        BundleSettings settings = new BundleSettings(
                cuda,
                output,
                partBytes,
                extras(line, console),
                home(),
                Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .map(Path::of)
                        .toList());
        BundleRun.Result result = BundleRun.run(settings, step -> {
            console.err().println("bundling " + step);
            console.err().flush();
        });
        console.out()
                .println(
                        result.parts() == 0
                                ? "The bundle is " + output + " (" + ByteCount.text(result.bytes())
                                        + "); copy it whole and start " + output + "/smoltulu"
                                : "The bundle is in " + result.parts() + " parts in " + output + " ("
                                        + ByteCount.text(result.bytes())
                                        + "); copy the folder and run there: sh join FOLDER");
        return 0;
    }

    private static Map<Path, Path> extras(CommandLine line, Console console) {
        Map<Path, Path> extras = new LinkedHashMap<>();
        for (String model : values(line, MODEL)) {
            Path folder = console.models().locate(model);
            String name = Files.isDirectory(Path.of(model))
                    ? folder.toAbsolutePath().normalize().getFileName().toString()
                    : model.replaceAll("@.*|.*/", "");
            put(extras, Path.of("models", name), folder);
        }
        for (String include : values(line, INCLUDE)) {
            int equals = include.lastIndexOf('=');
            Path source = RecipeFlags.path(INCLUDE, equals > 0 ? include.substring(0, equals) : include);
            if (!Files.isReadable(source)) {
                throw UserError.usage(
                        "--include " + source + " does not exist or cannot be read; give a file or " + "folder");
            }
            Path place = equals > 0
                    ? RecipeFlags.path(INCLUDE, include.substring(equals + 1)).normalize()
                    : source.toAbsolutePath().normalize().getFileName();
            if (place == null
                    || place.isAbsolute()
                    || place.startsWith("..")
                    || place.toString().isEmpty()
                    || TAKEN.contains(place.getName(0).toString())) {
                throw UserError.usage("--include " + include + " would stand at " + place
                        + " in the bundle; add =PLACE " + "with another place inside it");
            }
            put(extras, place, source);
        }
        return extras;
    }

    private static void put(Map<Path, Path> extras, Path place, Path source) {
        if (extras.keySet().stream().anyMatch(other -> other.startsWith(place) || place.startsWith(other))) {
            throw UserError.usage(source + " and another one would both stand at " + place + " in the bundle; give one "
                    + "by --include PATH=PLACE");
        }
        extras.put(place, source);
    }

    private static List<String> values(CommandLine line, String flag) {
        return line.hasOption(flag) ? List.of(line.getOptionValues(flag)) : List.of();
    }

    private static Path home() {
        return ProgramHome.sourceTree()
                .orElseThrow(() -> UserError.failed(
                        "a bundle is made from the program's source " + "tree: run ./smoltulu bundle there"));
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text);
        long bytes = size.matches()
                ? Long.parseLong(size.group(1))
                        << switch (size.group(2)) {
                            case "k", "K" -> 10;
                            case "m", "M" -> 20;
                            default -> 30;
                        }
                : 0;
        if (bytes < 1 << 20) {
            throw UserError.usage("--split must be a size of at least 1m, such as 60m or 2g, not \"" + text + "\"");
        }
        return bytes;
    }
}
