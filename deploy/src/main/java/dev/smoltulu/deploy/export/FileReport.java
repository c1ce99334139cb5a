package dev.smoltulu.deploy.export;

import dev.smoltulu.graphs.export.GraphStyle;
import dev.smoltulu.graphs.export.Precision;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about one exported file.
 *
 * @param name    of the file in its folder
 * @param bytes   on disk, with files of weights
 * @param prefill each sequence of the built-in text in one pass
 * @param data    each sequence of the user's file in one pass, where there is one
 * @param decode  token by token on a cache
 * @param batch   padded rows of different lengths
 * @param greedy  for each prompt
 * @param texts   for each prompt the exported model's text
 * @param faults  what is beyond tolerance, in words
 */
record FileReport(
        String name,
        GraphStyle style,
        Precision precision,
        long bytes,
        LogitStats prefill,
        Optional<LogitStats> data,
        LogitStats decode,
        LogitStats batch,
        List<GreedyText> greedy,
        List<String> texts,
        List<String> faults) {

    FileReport {
        greedy = List.copyOf(greedy);
        texts = List.copyOf(texts);
        faults = List.copyOf(faults);
    }

    /** What the table shows: the user's own text says more than the built-in one. */
    LogitStats main() {
        return data.orElse(prefill);
    }

    int sameGreedy() {
        return greedy.stream().mapToInt(GreedyText::same).sum();
    }

    int wantedGreedy() {
        return greedy.stream().mapToInt(GreedyText::wanted).sum();
    }
}
