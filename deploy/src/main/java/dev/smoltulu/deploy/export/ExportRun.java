package dev.smoltulu.deploy.export;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.base.files.StagedFolder;
import dev.smoltulu.graphs.config.GenerationConfig;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.DecoderFile;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.graphs.weights.ModelWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns a model folder into one that ONNX Runtime, onnxruntime-genai, transformers.js and Optimum serve. */
public final class ExportRun {

    /** Folder of the models, where transformers.js looks for them. */
    public static final String MODELS = "onnx";
    /** The graph that onnxruntime-genai is pointed to where the files in {@link #MODELS} are not fused. */
    public static final String GENAI_MODEL = "model_genai.onnx";

    private static final List<String> COMPANIONS = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            GenerationConfig.FILE_NAME,
            "LICENSE");

    private final ExportSettings settings;
    private final LlamaConfig config;

    private ExportRun(ExportSettings settings) {
        this.settings = settings;
        this.config = LlamaConfig.read(settings.model());
    }

    /**
     * Writes the folder, which appears whole or not at all.
     *
     * @param progress is told of each file before it is written
     * @throws UserError when the model is broken, or the folder cannot be made
     */
    public static void run(ExportSettings settings, Consumer<String> progress) {
        ExportRun run = new ExportRun(settings);
        into(settings.model(), settings.output(), folder -> {
            try (ModelWeights weights = ModelWeights.open(settings.model())) {
                run.write(weights, folder, progress);
            }
        });
    }

    /**
     * Makes a folder out of a model, whole or not at all.
     *
     * @param content fills the folder that it is given
     * @throws UserError when {@code output} holds something already or lies in the model's folder
     */
    public static void into(Path model, Path output, Consumer<Path> content) {
        requireApart(model, output);
        try (StagedFolder folder = StagedFolder.create(output)) {
            content.accept(folder.folder());
            folder.commit();
        }
    }

    private void write(ModelWeights weights, Path folder, Consumer<String> progress) {
        Path models = folder.resolve(MODELS);
        createFolder(models);
        Map<Precision, DecoderFile> files = new LinkedHashMap<>();
        for (Precision precision : settings.precisions()) {
            progress.accept("export: " + MODELS + "/" + precision.fileName() + ", file " + (files.size() + 1) + " of "
                    + settings.precisions().size());
            files.put(
                    precision,
                    DecoderFile.write(
                            models.resolve(precision.fileName()), spec(precision), weights, settings.externalData()));
        }
        DeployConfig deploy = new DeployConfig(config, GenerationConfig.read(settings.model()));
        COMPANIONS.forEach(name -> copy(name, folder));
        if (!Files.exists(folder.resolve(GenerationConfig.FILE_NAME))) {
            AtomicFile.write(folder.resolve(GenerationConfig.FILE_NAME), deploy.generationConfig());
        }
        AtomicFile.write(folder.resolve(LlamaConfig.FILE_NAME), deploy.modelConfig(files));
        writeGenai(folder, files, deploy);
    }

    /** A fused graph for onnxruntime-genai over the weights of one of the files, unless that is fused itself. */
    private void writeGenai(Path folder, Map<Precision, DecoderFile> files, DeployConfig deploy) {
        Precision precision = settings.genaiPrecision();
        String name = MODELS + "/" + precision.fileName();
        if (settings.style().isEmpty()) {
            name = GENAI_MODEL;
            files.get(precision)
                    .writeSharing(folder.resolve(name), spec(precision).withStyle(GraphStyle.FUSED));
        }
        if (!settings.style().equals(Optional.of(GraphStyle.PORTABLE))) {
            AtomicFile.write(folder.resolve("genai_config.json"), deploy.genaiConfig(name));
        }
    }

    private DecoderFile.Spec spec(Precision precision) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("smoltulu.version", Version.current());
        Path recipe = settings.model().resolve("recipe.json");
        if (Files.isRegularFile(recipe)) {
            metadata.put("smoltulu.recipe_sha256", Sha256.of(List.of(recipe)));
        }
        return new DecoderFile.Spec(config, settings.fileStyle(), precision, settings.symmetric(), metadata);
    }

    /** A folder inside the model's would be taken for part of it. */
    private static void requireApart(Path model, Path output) {
        try {
            Path inside = model.toRealPath();
            for (Path at = output.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
                if (Files.exists(at) && at.toRealPath().startsWith(inside)) {
                    throw UserError.usage("output folder " + output + " lies in the model's own folder; give a folder "
                            + "outside " + model);
                }
            }
        } catch (IOException e) {
            throw UserError.failed(model + ": cannot be read (" + e + ")", e);
        }
    }

    private void copy(String name, Path folder) {
        Path source = settings.model().resolve(name);
        if (!Files.isRegularFile(source)) {
            return;
        }
        try {
            AtomicFile.write(folder.resolve(name), Files.readAllBytes(source));
        } catch (IOException e) {
            throw UserError.failed("cannot copy " + source + " to " + folder + " (" + e + ")", e);
        }
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserError.failed(folder + ": this folder cannot be made (" + e + "); choose another", e);
        }
    }
}
