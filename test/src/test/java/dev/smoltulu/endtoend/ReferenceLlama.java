package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Llama's forward pass written out in double precision, token by token, straight from the paper's formulas: an
 * expectation that shares nothing with the graphs. Without biases and rope scaling.
 */
final class ReferenceLlama {

    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int headDim;
    private final double epsilon;
    private final double theta;
    private final boolean tied;
    private final Map<String, double[]> weights = new LinkedHashMap<>();

    ReferenceLlama(JsonObject config, Map<String, float[]> weights) {
        this.layers = config.get("num_hidden_layers").getAsInt();
        this.heads = config.get("num_attention_heads").getAsInt();
        this.kvHeads = config.get("num_key_value_heads").getAsInt();
        this.headDim = config.has("head_dim")
                ? config.get("head_dim").getAsInt()
                : config.get("hidden_size").getAsInt() / heads;
        this.epsilon = config.get("rms_norm_eps").getAsDouble();
        this.theta = config.get("rope_theta").getAsDouble();
        this.tied = config.get("tie_word_embeddings").getAsBoolean();
        weights.forEach((name, values) -> {
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            this.weights.put(name, wide);
        });
    }

    /** A model folder with one file of weights. */
    static ReferenceLlama of(Path folder) {
        return new ReferenceLlama(
                Json.read(folder.resolve("config.json")),
                HandReadTensors.of(folder.resolve("model.safetensors")).allFloats());
    }

    /** The parameters, to be changed in place. */
    Map<String, double[]> weights() {
        return weights;
    }

    /** Summed negative log-likelihood of {@code labels[1..]} where they are not -100. */
    double loss(int[] ids, int[] labels) {
        double[][] stream = hiddenStates(ids);
        double loss = 0;
        for (int t = 0; t + 1 < ids.length; t++) {
            if (labels[t + 1] != -100) {
                loss -= logProb(stream[t], labels[t + 1], 1);
            }
        }
        return loss;
    }

    /** The log-probability of each token from number {@code first} on, with logits divided by {@code temperature}. */
    double[] logProbs(int[] ids, int first, double temperature) {
        double[][] stream = hiddenStates(ids);
        double[] logProbs = new double[ids.length - first];
        Arrays.setAll(logProbs, i -> logProb(stream[first + i - 1], ids[first + i], temperature));
        return logProbs;
    }

    private double logProb(double[] hidden, int id, double temperature) {
        double[] logits = multiply(
                weights.get(tied ? "model.embed_tokens.weight" : "lm_head.weight"),
                normed("model.norm.weight", hidden));
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= temperature;
        }
        return logits[id] - logSumExp(logits);
    }

    /** A reward model's number for the text that ends with the token at {@code last}. */
    double reward(int[] ids, int last) {
        return multiply(weights.get("score.weight"), normed("model.norm.weight", hiddenStates(ids)[last]))[0];
    }

    private double[][] hiddenStates(int[] ids) {
        int hidden = weights.get("model.norm.weight").length;
        double[][] stream = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            stream[t] = row(weights.get("model.embed_tokens.weight"), ids[t], hidden);
        }
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            attend(prefix, stream);
            for (double[] x : stream) {
                feedForward(prefix, x);
            }
        }
        return stream;
    }

    private void attend(String prefix, double[][] stream) {
        String attention = prefix + "self_attn.";
        int length = stream.length;
        double[][] queries = new double[length][];
        double[][] keys = new double[length][];
        double[][] values = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] x = normed(prefix + "input_layernorm.weight", stream[t]);
            queries[t] = rotated(multiply(weights.get(attention + "q_proj.weight"), x), t);
            keys[t] = rotated(multiply(weights.get(attention + "k_proj.weight"), x), t);
            values[t] = multiply(weights.get(attention + "v_proj.weight"), x);
        }
        for (int t = 0; t < length; t++) {
            double[] mixed = new double[heads * headDim];
            for (int head = 0; head < heads; head++) {
                int kv = head / (heads / kvHeads);
                double[] scores = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    for (int d = 0; d < headDim; d++) {
                        scores[s] += queries[t][head * headDim + d] * keys[s][kv * headDim + d];
                    }
                    scores[s] /= Math.sqrt(headDim);
                }
                double total = logSumExp(scores);
                for (int s = 0; s <= t; s++) {
                    double share = Math.exp(scores[s] - total);
                    for (int d = 0; d < headDim; d++) {
                        mixed[head * headDim + d] += share * values[s][kv * headDim + d];
                    }
                }
            }
            add(stream[t], multiply(weights.get(attention + "o_proj.weight"), mixed));
        }
    }

    private void feedForward(String prefix, double[] stream) {
        double[] x = normed(prefix + "post_attention_layernorm.weight", stream);
        double[] gate = multiply(weights.get(prefix + "mlp.gate_proj.weight"), x);
        double[] up = multiply(weights.get(prefix + "mlp.up_proj.weight"), x);
        for (int i = 0; i < gate.length; i++) {
            gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        add(stream, multiply(weights.get(prefix + "mlp.down_proj.weight"), gate));
    }

    /** Rotates the two halves of every head, as transformers does. */
    private double[] rotated(double[] vector, int position) {
        double[] rotated = new double[vector.length];
        int half = headDim / 2;
        for (int start = 0; start < vector.length; start += headDim) {
            for (int i = 0; i < half; i++) {
                double angle = position * Math.pow(theta, -2.0 * i / headDim);
                double first = vector[start + i];
                double second = vector[start + half + i];
                rotated[start + i] = first * Math.cos(angle) - second * Math.sin(angle);
                rotated[start + half + i] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
        return rotated;
    }

    private double[] normed(String weight, double[] x) {
        double[] scale = weights.get(weight);
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double inverse = 1 / Math.sqrt(squares / x.length + epsilon);
        double[] normed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normed[i] = x[i] * inverse * scale[i];
        }
        return normed;
    }

    private static double[] multiply(double[] matrix, double[] x) {
        double[] result = new double[matrix.length / x.length];
        assertEquals(matrix.length, result.length * x.length);
        for (int row = 0; row < result.length; row++) {
            double sum = 0;
            for (int column = 0; column < x.length; column++) {
                sum += matrix[row * x.length + column] * x[column];
            }
            result[row] = sum;
        }
        return result;
    }

    private static double logSumExp(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }

    private static double[] row(double[] matrix, int row, int columns) {
        return Arrays.copyOfRange(matrix, row * columns, (row + 1) * columns);
    }

    private static void add(double[] target, double[] addend) {
        for (int i = 0; i < target.length; i++) {
            target[i] += addend[i];
        }
    }

    /**
     * Derivative of {@code loss} along {@code direction}, by central difference.
     *
     * @param step length of the two steps, in units of the direction
     */
    double slope(Map<String, float[]> direction, double step, Function<ReferenceLlama, Double> loss) {
        move(direction, step);
        double ahead = loss.apply(this);
        move(direction, -2 * step);
        double behind = loss.apply(this);
        move(direction, step);
        return (ahead - behind) / (2 * step);
    }

    private void move(Map<String, float[]> direction, double step) {
        direction.forEach((name, values) -> {
            double[] weight = weights.get(name);
            for (int i = 0; i < weight.length; i++) {
                weight[i] += step * values[i];
            }
        });
    }
}
