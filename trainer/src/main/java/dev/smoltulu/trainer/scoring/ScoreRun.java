package dev.smoltulu.trainer.scoring;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.ScoringRow;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.runtime.DeviceMemoryException;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.TokenBudget;
import dev.smoltulu.runtime.scoring.RewardSession;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.run.Fingerprint;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Scores every row of a file with a reward model. */
public final class ScoreRun {

    /** Passes whose rows are sorted together, so that texts of like length share one. */
    private static final int PASSES_AHEAD = 16;

    /**
     * What came out, over all lines of the file.
     *
     * @param alreadyScored rows that an earlier command had scored
     * @param accuracy      share of the pairs whose chosen text has the higher reward; empty without pairs
     */
    public record Outcome(long rows, long alreadyScored, long truncated, long pairs, OptionalDouble accuracy) {}

    private final RewardSession session;
    private final ScoreFile file;
    private final int batchTokens;
    private final LongConsumer scored;
    private final BooleanSupplier stop;
    private final List<ScoringRow> waiting = new ArrayList<>();
    private long waitingTokens;
    private long rows;

    private ScoreRun(
            RewardSession session, ScoreFile file, int batchTokens, LongConsumer scored, BooleanSupplier stop) {
        this.session = session;
        this.file = file;
        this.batchTokens = batchTokens;
        this.scored = scored;
        this.stop = stop;
        this.rows = file.lines();
    }

    /**
     * Scores the rows that have no line in the output yet.
     *
     * @param scored told how many rows have a line, now and then
     * @param stop   asked between passes
     * @return nothing where it was stopped: the same command goes on
     */
    public static Optional<Outcome> run(ScoreSettings settings, LongConsumer scored, BooleanSupplier stop) {
        settings.device().requireAvailable();
        LlamaConfig config = LlamaConfig.read(settings.model());
        if (config.head() != ModelHead.SCORE) {
            throw UserError.usage("`model` " + settings.model() + " is a language model; score needs a reward model, "
                    + "which smoltulu reward makes");
        }
        int maxLength = Math.min(settings.maxLength().orElse(config.maxPositions()), config.maxPositions());
        try (ScoreFile file = ScoreFile.open(settings.output(), key(settings, config, maxLength));
                ModelParameters parameters = ModelParameters.read(settings.model(), config, settings.device());
                RewardSession session = new RewardSession(
                        config, parameters.tensors(), maxLength, SessionSettings.on(settings.device()))) {
            new ScoreRun(session, file, settings.batchTokens(), scored, stop).all(settings, config, maxLength);
            return Optional.of(summary(file));
        } catch (UserError failed) {
            throw DeviceMemoryException.advised(failed, "lower `batch_tokens`");
        } catch (InterruptedException stopped) {
            return Optional.empty();
        }
    }

    private static String key(ScoreSettings settings, LlamaConfig config, int maxLength) {
        Fingerprint key = new Fingerprint()
                .addModel(settings.model(), config)
                .add(settings.chatTemplate())
                .add("max_length " + maxLength);
        RowFile.expand(settings.data()).forEach(key::add);
        return key.hex();
    }

    private void all(ScoreSettings settings, LlamaConfig config, int maxLength) throws InterruptedException {
        // Rows of token ids need no tokenizer; rows that do need one say so by name.
        if (!Files.exists(settings.model().resolve("tokenizer.json"))) {
            all(settings, new EncodingOptions(null, null, maxLength, true, config.vocabSize(), 0));
            return;
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(settings.model())) {
            all(
                    settings,
                    new EncodingOptions(
                            tokenizer,
                            ChatTemplate.find(settings.chatTemplate(), tokenizer)
                                    .orElse(null),
                            maxLength,
                            true,
                            config.vocabSize(),
                            0));
        }
    }

    private void all(ScoreSettings settings, EncodingOptions options) throws InterruptedException {
        ScoringRow.read(settings.data(), options, file.lines(), row -> {
            waiting.add(row);
            waitingTokens += row.length();
            if (waitingTokens >= (long) PASSES_AHEAD * batchTokens) {
                flush();
            }
        });
        flush();
    }

    /** A text of a waiting row. */
    private record Text(int row, int side, int[] ids) {}

    private void flush() throws InterruptedException {
        List<Text> texts = new ArrayList<>();
        double[][] rewards = new double[waiting.size()][];
        for (int row = 0; row < waiting.size(); row++) {
            List<int[]> sequences = waiting.get(row).sequences();
            rewards[row] = new double[sequences.size()];
            for (int side = 0; side < sequences.size(); side++) {
                texts.add(new Text(row, side, sequences.get(side)));
            }
        }
        for (List<Text> group : TokenBudget.groups(texts, text -> text.ids().length, batchTokens)) {
            if (stop.getAsBoolean()) {
                throw new InterruptedException("stopped while scoring");
            }
            float[] results = session.rewards(group.stream().map(Text::ids).toList());
            for (int i = 0; i < results.length; i++) {
                rewards[group.get(i).row()][group.get(i).side()] = results[i];
            }
        }
        List<ScoreLine> lines = new ArrayList<>();
        for (int row = 0; row < rewards.length; row++) {
            List<Double> own = new ArrayList<>();
            for (double reward : rewards[row]) {
                own.add(reward);
            }
            lines.add(new ScoreLine(
                    waiting.get(row).number(), own, waiting.get(row).truncated()));
        }
        file.append(lines);
        rows += lines.size();
        scored.accept(rows);
        waiting.clear();
        waitingTokens = 0;
    }

    private static Outcome summary(ScoreFile file) {
        long[] counts = new long[4];
        file.forEach(line -> {
            counts[0]++;
            counts[1] += line.truncated() ? 1 : 0;
            counts[2] += line.isPair() ? 1 : 0;
            counts[3] += line.right() ? 1 : 0;
        });
        return new Outcome(
                counts[0],
                file.lines(),
                counts[1],
                counts[2],
                counts[2] == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) counts[3] / counts[2]));
    }
}
