package dev.smoltulu.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.smoltulu.bench.BenchModel.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PyTorch through DJL: NDArray operators, its gradient collector and its AdamW. DJL has no fused attention or
 * RMSNorm, so these are spelled out.
 */
public final class DjlTrainingStep implements TrainingStepContender {

    private final BenchModel model = BenchModel.SMOLLM2_135M;
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final NDArray ids;
    private final NDArray targets;
    private final NDArray cosine;
    private final NDArray sine;
    private final NDArray causalMask;
    private final Optimizer optimizer = Optimizer.adamW()
            .optLearningRateTracker(Tracker.fixed((float) AdamW.LEARNING_RATE))
            .optBeta1((float) AdamW.BETA1)
            .optBeta2((float) AdamW.BETA2)
            .optEpsilon((float) AdamW.EPSILON)
            .optWeightDecays(0)
            .build();

    public DjlTrainingStep() {
        BenchWeights weights = new BenchWeights(BenchBatch.SEED);
        for (Parameter parameter : model.parameters()) {
            parameters.put(parameter.name(), create(weights, parameter));
        }
        ids = manager.create(BenchBatch.ids(model.vocabulary()), new Shape(BenchBatch.ROWS, BenchBatch.LENGTH));
        NDArray labels =
                manager.create(BenchBatch.labels(model.vocabulary(), 0), new Shape(BenchBatch.ROWS, BenchBatch.LENGTH));
        targets = labels.get(":, :-1").reshape(BenchBatch.TARGETS, 1);
        labels.close();
        Shape perPosition = new Shape(BenchBatch.LENGTH, model.headSize());
        cosine = manager.create(model.rotary(BenchBatch.LENGTH, false), perPosition);
        sine = manager.create(model.rotary(BenchBatch.LENGTH, true), perPosition);
        causalMask = manager.create(causalMask(BenchBatch.LENGTH), new Shape(BenchBatch.LENGTH, BenchBatch.LENGTH));
    }

    @Override
    public String name() {
        return "PyTorch through DJL";
    }

    @Override
    public Map<String, String> versions() {
        return Map.of("ai.djl:api", Engine.getDjlVersion(), "pytorch-native-cpu", engine.getVersion());
    }

    @Override
    public double step() {
        double value;
        try (NDScope scope = new NDScope();
                GradientCollector collector = engine.newGradientCollector()) {
            NDArray loss = loss();
            collector.backward(loss);
            value = loss.getFloat();
            scope.suppressNotUsedWarning();
        }
        parameters.forEach(this::update);
        return value;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Outside the step's scope, which would take the moments with it. */
    private void update(String name, NDArray parameter) {
        try (NDArray gradient = parameter.getGradient()) {
            optimizer.update(name, parameter, gradient);
        }
    }

    private NDArray create(BenchWeights weights, Parameter parameter) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(parameter.size() * Float.BYTES).order(ByteOrder.nativeOrder());
        weights.fill(parameter, bytes.asFloatBuffer());
        NDArray borrowed = manager.create(bytes.asFloatBuffer(), new Shape(parameter.dimensions()));
        NDArray own = borrowed.duplicate();
        borrowed.close();
        own.setRequiresGradient(true);
        return own;
    }

    private NDArray loss() {
        NDArray embedding = parameters.get("model.embed_tokens.weight");
        NDArray hidden = Embedding.embedding(ids, embedding, SparseFormat.DENSE).singletonOrThrow();
        for (int layer = 0; layer < model.layers(); layer++) {
            hidden = layer(hidden, "model.layers." + layer + ".");
        }
        return lossOf(hidden, embedding);
    }

    /** The backward pass keeps log-probabilities alone: the logits go before it starts. */
    private NDArray lossOf(NDArray hidden, NDArray head) {
        NDArray loss;
        try (NDScope scope = new NDScope()) {
            NDArray trained = norm(hidden, "model.norm.weight")
                    .get(new NDIndex(":, :-1"))
                    .reshape(BenchBatch.TARGETS, model.hidden());
            NDArray logits = Linear.linear(trained, head).singletonOrThrow();
            loss = logits.logSoftmax(-1).gather(targets, 1).mean().neg();
            NDScope.unregister(loss);
            scope.suppressNotUsedWarning();
        }
        NDScope.register(loss);
        return loss;
    }

    /** [rows, length, hidden] to the same; arrays of what only the backward pass needs are closed on the way out. */
    private NDArray layer(NDArray hidden, String prefix) {
        NDArray out;
        try (NDScope scope = new NDScope()) {
            NDArray afterAttention = hidden.add(attention(norm(hidden, prefix + "input_layernorm.weight"), prefix));
            NDArray normed = norm(afterAttention, prefix + "post_attention_layernorm.weight");
            NDArray gated = Activation.swish(project(normed, prefix + "mlp.gate_proj"), 1);
            NDArray product = gated.mul(project(normed, prefix + "mlp.up_proj"));
            out = afterAttention.add(project(product, prefix + "mlp.down_proj"));
            NDScope.unregister(out);
            scope.suppressNotUsedWarning();
        }
        NDScope.register(out);
        return out;
    }

    private NDArray attention(NDArray normed, String prefix) {
        NDArray query = rotate(heads(project(normed, prefix + "self_attn.q_proj"), model.heads()));
        NDArray key = rotate(heads(project(normed, prefix + "self_attn.k_proj"), model.keyValueHeads()));
        NDArray value = heads(project(normed, prefix + "self_attn.v_proj"), model.keyValueHeads());
        NDArray scaled = query.mul(1 / Math.sqrt(model.headSize()));
        NDArray scores = scaled.matMul(repeat(key).transpose(0, 1, 3, 2)).add(causalMask);
        NDArray mixed = scores.softmax(-1).matMul(repeat(value));
        NDArray merged = mixed.transpose(0, 2, 1, 3)
                .reshape(BenchBatch.ROWS, BenchBatch.LENGTH, (long) model.heads() * model.headSize());
        return project(merged, prefix + "self_attn.o_proj");
    }

    /** [rows, keyValueHeads, length, headSize] to [rows, heads, length, headSize]. */
    private NDArray repeat(NDArray keyOrValue) {
        return keyOrValue.repeat(1, model.heads() / model.keyValueHeads());
    }

    private NDArray rotate(NDArray heads) {
        NDList halves = heads.split(2, 3);
        NDArray turned = halves.get(1).neg().concat(halves.get(0), 3);
        return heads.mul(cosine).add(turned.mul(sine));
    }

    /** [rows, length, count * headSize] to [rows, count, length, headSize]. */
    private NDArray heads(NDArray projected, int count) {
        return projected
                .reshape(BenchBatch.ROWS, BenchBatch.LENGTH, count, model.headSize())
                .transpose(0, 2, 1, 3);
    }

    private NDArray project(NDArray input, String prefix) {
        return Linear.linear(input, parameters.get(prefix + ".weight")).singletonOrThrow();
    }

    private NDArray norm(NDArray input, String weight) {
        NDArray rootMeanSquare = input.square()
                .mean(new int[] {-1}, true)
                .add(model.normEpsilon())
                .sqrt();
        return input.div(rootMeanSquare).mul(parameters.get(weight));
    }

    private static float[] causalMask(int length) {
        float[] mask = new float[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = query + 1; key < length; key++) {
                mask[query * length + key] = Float.NEGATIVE_INFINITY;
            }
        }
        return mask;
    }
}
