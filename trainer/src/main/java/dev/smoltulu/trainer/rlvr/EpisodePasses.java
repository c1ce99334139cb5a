package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.runtime.batch.TokenBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts episodes into forward and backward passes. Responses to one prompt stand in one row, the prompt once, where that
 * is less work; the results depend on the cut by rounding only.
 */
final class EpisodePasses {

    /** How many pairs of tokens attention can compare for what the rest of a layer costs a token. */
    private static final long COMPARISONS_A_TOKEN = 3000;

    /** Episodes of one prompt that share a row. */
    private record Row(List<Episode> episodes) {

        int tokens() {
            return episodes.get(0).promptLength() + responses();
        }

        int responses() {
            return episodes.stream().mapToInt(Episode::responseLength).sum();
        }

        static long work(long tokens) {
            return tokens * (COMPARISONS_A_TOKEN + tokens);
        }

        /** Whether one more response in this row is less work than in a row of its own, and within {@code budget}. */
        boolean takes(Episode episode, int budget) {
            long shared = tokens() + episode.responseLength();
            return shared <= budget && work(shared) < work(tokens()) + work(episode.ids().length);
        }
    }

    private EpisodePasses() {}

    /**
     * The rows of each pass.
     *
     * @param tokenBudget most tokens of a pass; a longer episode makes a pass of its own
     */
    static List<List<List<Episode>>> of(List<Episode> episodes, int tokenBudget) {
        Map<Integer, List<Episode>> groups = new LinkedHashMap<>();
        episodes.forEach(episode -> groups.computeIfAbsent(episode.rollout().group(), group -> new ArrayList<>())
                .add(episode));
        List<Row> rows = new ArrayList<>();
        for (List<Episode> group : groups.values()) {
            Row row = null;
            for (Episode episode : group) {
                if (row == null || !row.takes(episode, tokenBudget)) {
                    row = new Row(new ArrayList<>());
                    rows.add(row);
                }
                row.episodes().add(episode);
            }
        }
        return TokenBudget.groups(rows, Row::tokens, tokenBudget).stream()
                .map(pass -> pass.stream().map(Row::episodes).toList())
                .toList();
    }
}
