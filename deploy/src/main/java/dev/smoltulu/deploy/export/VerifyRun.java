package dev.smoltulu.deploy.export;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.DecoderFile;
import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.Completion;
import dev.smoltulu.runtime.generation.ExportedModel;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import dev.smoltulu.runtime.scoring.LogitsSession;
import dev.smoltulu.tokenizer.EndTokens;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tokenizer.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Holds every file of an exported folder against the model it came from. */
public final class VerifyRun implements AutoCloseable {

    /** Prompts for greedy decoding, and the tokens of one that is cut from a text. */
    private static final int PROMPTS = 3;

    private static final int PROMPT_TOKENS = 12;

    private final OwnedResources owned;
    private final Path export;
    private final LlamaConfig config;
    private final TextTokenizer tokenizer;
    private final Set<Integer> ends;
    private final List<TokenSequence> builtIn;
    private final Optional<List<TokenSequence>> data;
    private final List<int[]> prompts;
    private final List<int[]> answers = new ArrayList<>();
    private final ReferenceLogits reference;
    private final ExportSettings.Effort effort;

    private VerifyRun(Path model, Path export, Optional<Path> file, int limit) {
        this.export = export;
        this.config = LlamaConfig.read(model);
        this.effort = ExportSettings.Effort.of(config);
        try (OwnedResources opening = new OwnedResources()) {
            this.tokenizer = opening.own(TextTokenizer.load(model));
            this.ends = EndTokens.of(model, config, tokenizer);
            this.builtIn = VerificationText.builtIn(config, tokenizer);
            this.data = file.map(path -> VerificationText.of(config, tokenizer, path, limit));
            this.prompts = text().stream().limit(PROMPTS).map(VerifyRun::prompt).toList();
            ModelParameters parameters = opening.own(ModelParameters.read(model, config));
            SessionSettings settings = SessionSettings.on(Device.CPU);
            this.reference = new ReferenceLogits(
                    opening.own(new LogitsSession(config, parameters.tensors(), VerificationText.LENGTH, settings)));
            try (GenerationEngine engine =
                    new GenerationEngine(config, parameters.tensors(), GenerationSettings.DEFAULT, settings)) {
                List<GenerationRequest> requests = prompts.stream()
                        .map(prompt -> new GenerationRequest(
                                prompt, effort.newTokens(), Sampling.GREEDY, ends, StopRule.NEVER))
                        .toList();
                engine.generate(requests).stream().map(Completion::tokens).forEach(answers::add);
            }
            this.owned = opening.release();
        }
    }

    /** The user's text, which the model knows better, else the built-in one. */
    private List<TokenSequence> text() {
        return data.orElse(builtIn);
    }

    /** What comes before the first trained token, or the beginning of a text that is trained from its start. */
    private static int[] prompt(TokenSequence sequence) {
        int end = 0;
        while (sequence.labels()[end] == TokenSequence.IGNORED) {
            end++;
        }
        return Arrays.copyOf(sequence.inputIds(), end > 0 ? end : Math.min(PROMPT_TOKENS, sequence.length() / 2));
    }

    /**
     * Checks all files.
     *
     * @param data     text or rows beside the built-in text
     * @param limit    most tokens of {@code data}
     * @param progress is told of each file before it is checked
     * @throws UserError when the model or the export is broken
     */
    public static VerifyReport run(Path model, Path export, Optional<Path> data, int limit, Consumer<String> progress) {
        List<Path> files = files(export);
        try (VerifyRun run = new VerifyRun(model, export, data, limit)) {
            List<VerifyReport.FileReport> reports = new ArrayList<>();
            for (Path file : files) {
                progress.accept("verify: " + export.relativize(file) + ", file " + (reports.size() + 1) + " of "
                        + files.size());
                reports.add(run.check(file));
            }
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < run.prompts.size(); i++) {
                texts.add(run.text(run.prompts.get(i), run.answers.get(i)));
            }
            return new VerifyReport(reports, texts);
        }
    }

    private static List<Path> files(Path export) {
        List<Path> files = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            files.add(export.resolve(ExportRun.MODELS).resolve(precision.fileName()));
        }
        files.add(export.resolve(ExportRun.GENAI_MODEL));
        files.removeIf(file -> !Files.isRegularFile(file));
        if (files.isEmpty()) {
            throw UserError.failed(export + ": has no model that smoltulu export writes, such as " + ExportRun.MODELS
                    + "/" + Precision.FP32.fileName());
        }
        return files;
    }

    private VerifyReport.FileReport check(Path file) {
        String name = export.relativize(file).toString();
        try (ExportedModel exported = new ExportedModel(file, config, SessionSettings.on(Device.CPU))) {
            Precision precision = exported.metadata(DecoderFile.PRECISION_KEY)
                    .flatMap(Precision::named)
                    .orElseThrow(() -> UserError.failed(file + ": was not written by smoltulu export"));
            GraphStyle style = exported.metadata(DecoderFile.STYLE_KEY)
                    .filter(GraphStyle.FUSED.word()::equals)
                    .map(word -> GraphStyle.FUSED)
                    .orElse(GraphStyle.PORTABLE);
            FileCheck check = new FileCheck(
                    config, exported, reference, style == GraphStyle.FUSED ? Padding.RIGHT : Padding.LEFT);
            LogitStats prefill = check.prefill(builtIn);
            Optional<LogitStats> own = data.map(check::prefill);
            LogitStats decode = check.decode(builtIn, effort.cachedSteps());
            LogitStats batch = check.batch(builtIn);
            List<GreedyText> greedy = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                greedy.add(check.greedy(prompts.get(i), answers.get(i), ends));
                texts.add(text(prompts.get(i), greedy.get(i).tokens()));
            }
            List<String> faults = faults(Tolerance.of(precision), prefill, decode, batch, greedy);
            own.ifPresent(stats -> faults.addAll(Tolerance.of(precision).exceededBy("data", stats)));
            return new VerifyReport.FileReport(
                    name, style, precision, bytes(file), prefill, own, decode, batch, greedy, texts, faults);
        } catch (OrtException e) {
            throw UserError.failed(
                    file + ": ONNX Runtime cannot run it ("
                            + e.getMessage().lines().findFirst().orElse("") + "); export it again from this model",
                    e);
        }
    }

    private static List<String> faults(
            Tolerance tolerance, LogitStats prefill, LogitStats decode, LogitStats batch, List<GreedyText> greedy) {
        List<String> faults = new ArrayList<>(tolerance.exceededBy("one pass", prefill));
        faults.addAll(tolerance.exceededBy("cached", decode));
        faults.addAll(tolerance.exceededBy("padded batch", batch));
        for (GreedyText text : greedy) {
            if (!text.isSame() && text.gap() > tolerance.tie()) {
                faults.add("greedy text differs after " + text.same() + " of " + text.wanted() + " tokens");
            }
        }
        return faults;
    }

    private String text(int[] prompt, int[] tokens) {
        int[] all = Arrays.copyOf(prompt, prompt.length + tokens.length);
        System.arraycopy(tokens, 0, all, prompt.length, tokens.length);
        return tokenizer.decode(all, true);
    }

    /** The file and what lies beside it under its name. */
    private static long bytes(Path file) {
        try (Stream<Path> siblings = Files.list(file.getParent())) {
            long sum = 0;
            for (Path sibling : (Iterable<Path>) siblings::iterator) {
                String name = sibling.getFileName().toString();
                boolean part =
                        name.equals(file.getFileName().toString()) || name.startsWith(file.getFileName() + "_data");
                sum += part ? Files.size(sibling) : 0;
            }
            return sum;
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
