package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.llama.TokenRows;
import dev.smoltulu.graphs.objective.TargetInputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the SFT graphs of a tiny model are fed, and one training step of the reference interpreter. */
final class SftFeeds {

    /** Ragged; tokens repeat within and across sequences. */
    static final List<int[]> SEQUENCES =
            List.of(new int[] {1, 4, 7, 4}, new int[] {1, 9, 2}, new int[] {1, 4, 4, 10, 3, 0}, new int[] {5, 1});

    /** Positions for which attention takes its queries in several blocks, however short the sequences are. */
    static final int MANY_POSITIONS = 1024;

    private SftFeeds() {}

    /** All inputs but the buffers. The sequences named by {@code which} stand in {@code rows} in that order. */
    static Map<String, Tensor> of(LlamaConfig config, TokenRows rows, List<Integer> which, int chunks) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        feeds.putAll(TinyLlama.parameters(config, 17));
        List<Double> positions = new ArrayList<>();
        List<Double> ids = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int s = 0; s < which.size(); s++) {
            int[] sequence = SEQUENCES.get(which.get(s));
            for (int i = which.get(s) % 2; i + 1 < sequence.length; i++) {
                positions.add((double) rows.rows()[s][i]);
                ids.add((double) sequence[i + 1]);
                weights.add(0.125 + 0.25 * which.get(s) + 0.0625 * i);
            }
        }
        while (positions.size() % chunks != 0 || positions.isEmpty()) {
            positions.add(0.0);
            ids.add(0.0);
            weights.add(0.0);
        }
        feeds.put(TargetInputs.POSITIONS, vector(positions));
        feeds.put(TargetInputs.IDS, vector(ids));
        feeds.put(TargetInputs.WEIGHTS, vector(weights));
        return feeds;
    }

    static Map<String, Tensor> packed(LlamaConfig config, int chunks, Integer... which) {
        return of(config, TokenRows.packed(chosen(which)), List.of(which), chunks);
    }

    static Map<String, Tensor> padded(LlamaConfig config, int chunks, int length, Integer... which) {
        return of(config, TokenRows.padded(chosen(which), length), List.of(which), chunks);
    }

    static Integer[] all() {
        return IntStream.range(0, SEQUENCES.size()).boxed().toArray(Integer[]::new);
    }

    /** Zeroed gradient buffers by the names of their inputs. */
    static Map<String, Tensor> buffers(LlamaConfig config) {
        Map<String, Tensor> buffers = new LinkedHashMap<>();
        TinyLlama.parameters(config, 17)
                .forEach((name, parameter) ->
                        buffers.put(name + TrainingGraphs.BUFFER_SUFFIX, Tensor.zeros(parameter.dims())));
        return buffers;
    }

    /** Runs one step, which adds to {@code buffers}; gives the outputs. */
    static Map<String, Tensor> step(
            Graph training, Map<String, Tensor> feeds, Map<String, Tensor> buffers, boolean reset) {
        Map<String, Tensor> all = new LinkedHashMap<>(feeds);
        all.putAll(buffers);
        all.put(TrainingGraphs.RESET, Tensor.vector(reset ? 1 : 0));
        return Interpreter.run(training, all);
    }

    private static List<int[]> chosen(Integer... which) {
        return List.of(which).stream().map(SEQUENCES::get).toList();
    }

    private static Tensor vector(List<Double> values) {
        return Tensor.vector(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
