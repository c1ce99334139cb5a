package dev.smoltulu.bench;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.rms_norm;
import static org.bytedeco.pytorch.global.torch.roll;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.silu;

import dev.smoltulu.bench.BenchModel.Parameter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.CrossEntropyLossOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** PyTorch through the JavaCPP presets, with the fused operators its C++ API offers. */
public final class JavaCppTrainingStep implements TrainingStepContender {

    private static final long IGNORED = -100;

    private final BenchModel model = BenchModel.SMOLLM2_135M;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Tensor ids;
    private final Tensor labels;
    private final Tensor cosine;
    private final Tensor signedSine;
    private final TensorOptional noMask = new TensorOptional();
    private final DoubleOptional defaultScale = new DoubleOptional();
    private final DoubleOptional epsilon = new DoubleOptional(model.normEpsilon());
    private final FusedAdamW optimizer;

    public JavaCppTrainingStep() {
        torch.set_num_threads(2);
        BenchWeights weights = new BenchWeights(BenchBatch.SEED);
        for (Parameter parameter : model.parameters()) {
            Tensor tensor = torch.empty(parameter.dimensions());
            FloatPointer data = new FloatPointer(tensor.data_ptr()).capacity(parameter.size());
            weights.fill(parameter, data.asBuffer());
            parameters.put(parameter.name(), tensor.requires_grad_(true));
        }
        ids = AbstractTensor.create(BenchBatch.ids(model.vocabulary()), BenchBatch.ROWS, BenchBatch.LENGTH);
        labels = AbstractTensor.create(BenchBatch.labels(model.vocabulary(), IGNORED), BenchBatch.TOKENS);
        long[] shape = {BenchBatch.LENGTH, 1, model.headSize()};
        cosine = AbstractTensor.create(model.rotary(BenchBatch.LENGTH, false), shape);
        signedSine = AbstractTensor.create(signedSine(model), shape);
        optimizer = new FusedAdamW(parameters.values());
    }

    @Override
    public String name() {
        return "PyTorch through the JavaCPP presets";
    }

    @Override
    public Map<String, String> versions() throws IOException {
        return Map.of(
                "org.bytedeco:pytorch",
                Loader.getVersion("org.bytedeco", "pytorch"),
                "org.bytedeco:openblas",
                Loader.getVersion("org.bytedeco", "openblas"));
    }

    @Override
    public double step() {
        double value;
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = loss();
            loss.backward();
            value = loss.item_float();
        }
        optimizer.step();
        return value;
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.values().forEach(Tensor::close);
    }

    private Tensor loss() {
        Tensor embedding = parameters.get("model.embed_tokens.weight");
        Tensor hidden = embedding(embedding, ids);
        for (int layer = 0; layer < model.layers(); layer++) {
            hidden = layer(hidden, "model.layers." + layer + ".");
        }
        return lossOf(hidden, embedding);
    }

    /** The backward pass keeps log-probabilities alone: the logits go before it starts. */
    private Tensor lossOf(Tensor hidden, Tensor head) {
        Tensor loss;
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = linear(norm(hidden, "model.norm.weight"), head);
            CrossEntropyLossOptions options = new CrossEntropyLossOptions();
            options.ignore_index().put(IGNORED);
            loss = cross_entropy(logits.view(BenchBatch.TOKENS, model.vocabulary()), labels, options);
            loss.retainReference();
        }
        return handToOuterScope(loss);
    }

    /** [rows, length, hidden] to the same; handles of what only the backward pass needs are closed on the way out. */
    private Tensor layer(Tensor hidden, String prefix) {
        Tensor out;
        try (PointerScope scope = new PointerScope()) {
            Tensor afterAttention = hidden.add(attention(norm(hidden, prefix + "input_layernorm.weight"), prefix));
            Tensor normed = norm(afterAttention, prefix + "post_attention_layernorm.weight");
            Tensor gated = silu(project(normed, prefix + "mlp.gate_proj"));
            Tensor product = gated.mul(project(normed, prefix + "mlp.up_proj"));
            out = afterAttention.add(project(product, prefix + "mlp.down_proj"));
            out.retainReference();
        }
        return handToOuterScope(out);
    }

    /** For a tensor that was retained in a scope that is closed by now. */
    private static Tensor handToOuterScope(Tensor retained) {
        PointerScope.getInnerScope().attach(retained);
        retained.releaseReference();
        return retained;
    }

    private Tensor attention(Tensor normed, String prefix) {
        Tensor query = rotate(heads(project(normed, prefix + "self_attn.q_proj"), model.heads()));
        Tensor key = rotate(heads(project(normed, prefix + "self_attn.k_proj"), model.keyValueHeads()));
        Tensor value = heads(project(normed, prefix + "self_attn.v_proj"), model.keyValueHeads());
        Tensor mixed = scaled_dot_product_attention(
                query.transpose(1, 2), repeat(key), repeat(value), noMask, 0, true, defaultScale, false);
        Tensor merged = mixed.transpose(1, 2)
                .reshape(BenchBatch.ROWS, BenchBatch.LENGTH, (long) model.heads() * model.headSize());
        return project(merged, prefix + "self_attn.o_proj");
    }

    /** [rows, length, keyValueHeads, headSize] to [rows, heads, length, headSize]. */
    private Tensor repeat(Tensor keyOrValue) {
        int groups = model.heads() / model.keyValueHeads();
        return keyOrValue
                .transpose(1, 2)
                .unsqueeze(2)
                .expand(BenchBatch.ROWS, model.keyValueHeads(), groups, BenchBatch.LENGTH, model.headSize())
                .reshape(BenchBatch.ROWS, model.heads(), BenchBatch.LENGTH, model.headSize());
    }

    /** A half turn of the head swaps its halves; the sign of the first is in {@link #signedSine}. */
    private Tensor rotate(Tensor heads) {
        Tensor swapped = roll(heads, new long[] {model.headSize() / 2}, -1);
        return addcmul(heads.mul(cosine), swapped, signedSine);
    }

    private Tensor heads(Tensor projected, int count) {
        return projected.view(BenchBatch.ROWS, BenchBatch.LENGTH, count, model.headSize());
    }

    private Tensor project(Tensor input, String prefix) {
        return linear(input, parameters.get(prefix + ".weight"));
    }

    private Tensor norm(Tensor input, String weight) {
        return rms_norm(input, new long[] {model.hidden()}, new TensorOptional(parameters.get(weight)), epsilon);
    }

    private static float[] signedSine(BenchModel model) {
        float[] sine = model.rotary(BenchBatch.LENGTH, true);
        for (int i = 0; i < sine.length; i++) {
            sine[i] = i % model.headSize() < model.headSize() / 2 ? -sine[i] : sine[i];
        }
        return sine;
    }
}
