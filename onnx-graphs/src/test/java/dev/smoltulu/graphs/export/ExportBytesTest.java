package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.artifacts.GoldenHashes;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exported graphs and files keep their bytes, however the code that builds them is arranged. */
class ExportBytesTest {

    @TempDir
    private Path folder;

    @Test
    void graphsAreWrittenAsRecorded() throws IOException {
        GoldenHashes hashes = new GoldenHashes();
        GoldenHashes.configs()
                .forEach((name, config) -> specs(config).forEach(spec -> {
                    DecoderFile.Model model = DecoderFile.model(spec);
                    OnnxModel.Parts parts = OnnxModel.parts(model.graph(), Map.of());
                    String weights = model.graph().weights().stream()
                            .map(Value::toString)
                            .collect(Collectors.joining("\n"));
                    hashes.add(
                            name + " " + name(spec),
                            parts.model(),
                            parts.graph(),
                            weights.getBytes(StandardCharsets.UTF_8));
                }));
        hashes.check("exported-graphs.sha256");
    }

    @Test
    void filesAreWrittenAsRecorded() throws IOException {
        Path stories = SharedFolder.resolve("models/stories260K");
        GoldenHashes hashes = new GoldenHashes();
        try (ModelWeights weights = ModelWeights.open(stories)) {
            for (DecoderFile.Spec spec : specs(LlamaConfig.read(stories)).toList()) {
                for (boolean external : List.of(false, true)) {
                    String place = name(spec) + (external ? " external" : " inline");
                    Path model = Files.createDirectories(folder.resolve(place)).resolve("model.onnx");
                    DecoderFile file = DecoderFile.write(model, spec, weights, external);
                    file.writeSharing(folder.resolve(place).resolve("shared.onnx"), spec.withStyle(GraphStyle.FUSED));
                    try (Stream<Path> written = Files.list(folder.resolve(place))) {
                        for (Path each : written.sorted().toList()) {
                            hashes.add(place + "/" + each.getFileName(), Files.readAllBytes(each));
                        }
                    }
                }
            }
        }
        hashes.check("exported-files.sha256");
    }

    private static Stream<DecoderFile.Spec> specs(LlamaConfig config) {
        return Stream.of(GraphStyle.values())
                .flatMap(style -> Stream.of(Precision.values())
                        .flatMap(precision -> Stream.of(false, true)
                                .filter(symmetric -> !symmetric || inBlocks(precision))
                                .map(symmetric -> new DecoderFile.Spec(
                                        config, style, precision, symmetric, Map.of("made", "here")))));
    }

    private static boolean inBlocks(Precision precision) {
        return precision == Precision.INT4 || precision == Precision.INT4_FP16;
    }

    private static String name(DecoderFile.Spec spec) {
        return spec.style().word() + " " + spec.precision().word() + (spec.symmetric() ? " symmetric" : "");
    }
}
