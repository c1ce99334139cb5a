package dev.smoltulu.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.tokenizer.TrainingEncoder;
import java.nio.file.Path;
import java.util.List;

/**
 * A row to be scored: one text, or a chosen and a rejected one.
 *
 * @param number    of the row, counted from 1 over all files
 * @param sequences token ids of each text, none empty
 * @param truncated whether one was longer than it may be
 */
public record ScoringRow(long number, List<int[]> sequences, boolean truncated) {

    /** Takes one row. */
    public interface Visitor {
        void row(ScoringRow row) throws InterruptedException;
    }

    public ScoringRow {
        sequences = List.copyOf(sequences);
    }

    /** Whether this is a preference pair. */
    public boolean isPair() {
        return sequences.size() == 2;
    }

    /** Tokens of all its texts. */
    public int length() {
        return sequences.stream().mapToInt(ids -> ids.length).sum();
    }

    /**
     * Reads and tokenises the rows of a file or folder in their order: those of finetuning and preference pairs.
     *
     * @param skipped rows at the beginning that are left out
     * @throws UserError for broken files or rows, naming file and row
     */
    public static void read(Path data, EncodingOptions options, long skipped, Visitor visitor)
            throws InterruptedException {
        SequenceEncoder encoder = new SequenceEncoder(options);
        long[] number = {0};
        for (Path file : RowFile.expand(data)) {
            RowFile.read(file, (where, row) -> {
                if (++number[0] > skipped) {
                    visitor.row(of(number[0], where, row, encoder, options.vocabSize()));
                }
            });
        }
        if (number[0] == 0) {
            throw UserError.failed(data + ": no rows in it");
        }
    }

    private static ScoringRow of(long number, String where, JsonObject row, SequenceEncoder encoder, int vocabSize) {
        List<TrainingEncoder.Encoded> encoded = texts(where, row, vocabSize).stream()
                .map(text -> encoder.encode(where, text))
                .toList();
        if (encoded.stream().anyMatch(text -> text.sequence().length() == 0)) {
            throw UserError.failed(where + ": a text without tokens has no last one to be scored at; leave it out");
        }
        return new ScoringRow(
                number,
                encoded.stream().map(text -> text.sequence().inputIds()).toList(),
                encoded.stream().anyMatch(TrainingEncoder.Encoded::truncated));
    }

    private static List<SftRow> texts(String where, JsonObject row, int vocabSize) {
        if (!PreferenceRow.isPair(row)) {
            return List.of(SftRow.parse(where, row, vocabSize));
        }
        PreferenceRow pair = PreferenceRow.parse(where, row, vocabSize);
        return List.of(pair.chosen(), pair.rejected());
    }
}
