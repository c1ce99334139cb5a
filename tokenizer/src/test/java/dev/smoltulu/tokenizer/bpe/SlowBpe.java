package dev.smoltulu.tokenizer.bpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** BPE by the book, every pair counted again for every merge; for texts of one piece of letters each. */
final class SlowBpe {

    private SlowBpe() {}

    static List<BpeModel.Merge> merges(List<String> texts, int count) {
        Map<String, Integer> ids = new HashMap<>();
        List<List<String>> words = new ArrayList<>();
        for (String text : texts) {
            List<String> word = new ArrayList<>();
            text.chars().forEach(c -> word.add(Character.toString(c)));
            word.forEach(letter -> ids.put(letter, (int) letter.charAt(0)));
            words.add(word);
        }
        Comparator<Map.Entry<BpeModel.Merge, Integer>> order =
                Comparator.<Map.Entry<BpeModel.Merge, Integer>>comparingInt(e -> -e.getValue())
                        .thenComparingInt(e -> ids.get(e.getKey().left()))
                        .thenComparingInt(e -> ids.get(e.getKey().right()));
        List<BpeModel.Merge> merges = new ArrayList<>();
        while (merges.size() < count) {
            Map<BpeModel.Merge, Integer> counts = new LinkedHashMap<>();
            for (List<String> word : words) {
                for (int i = 1; i < word.size(); i++) {
                    counts.merge(new BpeModel.Merge(word.get(i - 1), word.get(i)), 1, Integer::sum);
                }
            }
            BpeModel.Merge best =
                    counts.entrySet().stream().min(order).orElseThrow().getKey();
            merges.add(best);
            ids.putIfAbsent(best.merged(), 1000 + merges.size());
            words.forEach(word -> apply(word, best));
        }
        return merges;
    }

    private static void apply(List<String> word, BpeModel.Merge merge) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(merge.left()) && word.get(i + 1).equals(merge.right())) {
                word.set(i, merge.merged());
                word.remove(i + 1);
            }
        }
    }
}
