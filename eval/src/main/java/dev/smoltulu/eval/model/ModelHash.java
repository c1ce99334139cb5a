package dev.smoltulu.eval.model;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A hash over the files of a model folder that decide what the model answers: weights, configuration, tokenizer. */
final class ModelHash {

    private static final List<String> ENDINGS = List.of(".safetensors", ".safetensors.index.json");
    private static final List<String> NAMES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    private ModelHash() {}

    /** In hexadecimal. */
    static String of(Path folder) {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.filter(ModelHash::decides).sorted().toList()) {
                lines.append(file.getFileName())
                        .append(' ')
                        .append(Sha256.of(List.of(file)))
                        .append('\n');
            }
        } catch (IOException e) {
            throw UserError.failed(folder + ": the folder cannot be read (" + e + ")", e);
        }
        return Sha256.of(lines.toString());
    }

    private static boolean decides(Path file) {
        String name = file.getFileName().toString();
        return NAMES.contains(name) || ENDINGS.stream().anyMatch(name::endsWith);
    }
}
