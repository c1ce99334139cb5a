package dev.smoltulu.test.official;

import dev.smoltulu.runtime.HostTensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * A JVM of its own for the official {@code com.microsoft.onnxruntime:onnxruntime} jar on the training-enabled native
 * library: the library's JavaCPP jar has patched classes of the same names, so the two never share a class path.
 */
final class OfficialJvm {

    private static final long TIMEOUT_SECONDS = 120;

    private OfficialJvm() {}

    /** Runs the program; gives its lines of output. */
    static List<String> run(Path folder, List<String> arguments)
            throws IOException, InterruptedException, URISyntaxException {
        Path program = Path.of(
                OfficialJvm.class.getResource("/official/OfficialTraining.java").toURI());
        Path output = folder.resolve("official.out");
        Path errors = folder.resolve("official.err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Donnxruntime.native.onnxruntime.path=" + nativeLibrary(),
                "-cp",
                officialJar().toString(),
                program.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the official API's JVM did not end in " + TIMEOUT_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    "the official API's JVM ended with " + process.exitValue() + ": " + Files.readString(errors));
        }
        return Files.readAllLines(output);
    }

    /** Writes feeds as the program reads them. */
    static void write(Path file, List<Map<String, HostTensor>> batches) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(batches.size());
            for (Map<String, HostTensor> batch : batches) {
                out.writeInt(batch.size());
                for (Map.Entry<String, HostTensor> input : batch.entrySet()) {
                    out.writeUTF(input.getKey());
                    write(out, input.getValue());
                }
            }
        }
    }

    private static void write(DataOutputStream out, HostTensor tensor) throws IOException {
        out.writeBoolean(tensor instanceof HostTensor.Longs);
        out.writeInt(tensor.shape().length);
        for (long extent : tensor.shape()) {
            out.writeLong(extent);
        }
        if (tensor instanceof HostTensor.Longs longs) {
            for (long element : longs.elements()) {
                out.writeLong(element);
            }
        } else if (tensor instanceof HostTensor.Floats floats) {
            for (float element : floats.elements()) {
                out.writeFloat(element);
            }
        }
    }

    private static Path officialJar() {
        Path jar = Path.of(System.getProperty("basedir", ""), "target", "official", "onnxruntime.jar")
                .toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is missing; the Maven build copies it there");
        }
        return jar;
    }

    /** The library by its soname, which the official jar's own glue looks for; JavaCPP unpacks it beside its glue. */
    private static Path nativeLibrary() throws IOException {
        Path glue = Path.of(Loader.load(onnxruntime.class));
        try (Stream<Path> siblings = Files.list(glue.getParent())) {
            return siblings.filter(file -> file.getFileName().toString().equals("libonnxruntime.so.1"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no libonnxruntime.so.1 beside " + glue));
        }
    }
}
