"""Models of known shapes with random weights, token ids from a formula, and what a training step costs by counting."""

import json
import os
import random
import struct

SHAPES = {
    "135M": dict(hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
                 num_key_value_heads=3, rope_theta=100000.0),
    "360M": dict(hidden_size=960, intermediate_size=2560, num_hidden_layers=32, num_attention_heads=15,
                 num_key_value_heads=5, rope_theta=100000.0),
    "1.7B": dict(hidden_size=2048, intermediate_size=8192, num_hidden_layers=24, num_attention_heads=32,
                 num_key_value_heads=32, rope_theta=130000.0),
    "tiny": dict(hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
                 num_key_value_heads=2, rope_theta=10000.0, vocab_size=512),
}

# Dense bf16 FLOP/s by the vendor's data sheets; the first name that a device's name contains counts.
PEAK_FLOPS = [
    ("B200", 2250e12), ("H200", 989e12), ("GH200", 989e12), ("H100 PCIe", 756e12), ("H100 NVL", 835e12),
    ("H100", 989e12), ("A100", 312e12), ("L40S", 362e12), ("L40", 181e12), ("L4", 121e12), ("A40", 150e12),
    ("A10", 125e12), ("RTX 4090", 165e12),
]
FLOPS_FORMULA = "6 N + 6 L H S a token: N parameters, L layers, H heads times their size, S tokens of a row, causal"


def config(shape, positions=8192):
    """config.json of a shape, in the words that every version of transformers reads."""
    return dict(dict(architectures=["LlamaForCausalLM"], model_type="llama", vocab_size=49152, hidden_act="silu",
                     max_position_embeddings=positions, rms_norm_eps=1e-5, tie_word_embeddings=True,
                     attention_bias=False, initializer_range=0.02, bos_token_id=0, eos_token_id=0), **SHAPES[shape])


def tensors(cfg):
    """Name and shape of every parameter; the head is the embedding."""
    hidden, inner = cfg["hidden_size"], cfg["intermediate_size"]
    key = hidden // cfg["num_attention_heads"] * cfg["num_key_value_heads"]
    yield "model.embed_tokens.weight", (cfg["vocab_size"], hidden)
    for layer in range(cfg["num_hidden_layers"]):
        prefix = "model.layers.%d." % layer
        yield prefix + "input_layernorm.weight", (hidden,)
        yield prefix + "self_attn.q_proj.weight", (hidden, hidden)
        yield prefix + "self_attn.k_proj.weight", (key, hidden)
        yield prefix + "self_attn.v_proj.weight", (key, hidden)
        yield prefix + "self_attn.o_proj.weight", (hidden, hidden)
        yield prefix + "post_attention_layernorm.weight", (hidden,)
        yield prefix + "mlp.gate_proj.weight", (inner, hidden)
        yield prefix + "mlp.up_proj.weight", (inner, hidden)
        yield prefix + "mlp.down_proj.weight", (hidden, inner)
    yield "model.norm.weight", (hidden,)


def count(shape):
    size = 1
    for extent in shape:
        size *= extent
    return size


def parameters(cfg):
    return sum(count(shape) for _, shape in tensors(cfg))


def write_model(folder, shape, positions=8192, seed=1):
    """A model folder with random bf16 weights, between 1/128 and 1/32 in size with either sign; norms are ones.
    Each tensor is cut from the same numbers at a place of its own: drawing all would take longer than training."""
    cfg = config(shape, positions)
    os.makedirs(folder)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(cfg, file, indent=2)
    header, offset = {}, 0
    for name, extents in tensors(cfg):
        end = offset + 2 * count(extents)
        header[name] = dict(dtype="BF16", shape=list(extents), data_offsets=[offset, end])
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    # The upper byte of a bf16: sign and all but the last bit of the exponent.
    upper = bytes(0x3C | byte & 0x80 for byte in range(256))
    draw, size = random.Random(seed), 1 << 24
    pool = bytearray(2 * size)
    pool[0::2], pool[1::2] = draw.randbytes(size), draw.randbytes(size).translate(upper)
    pool = memoryview(bytes(pool))
    with open(os.path.join(folder, "model.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, extents in tensors(cfg):
            left, start = 2 * count(extents), 2 * draw.randrange(size)
            if len(extents) == 1:
                file.write(b"\x80\x3f" * count(extents))
                continue
            while left > 0:
                cut = pool[start:start + left]
                file.write(cut)
                left, start = left - len(cut), 0


def ids(row, length, vocabulary):
    """Token ids of a row: the same on every side of a comparison."""
    return [(31 * row + 7919 * t + 104729 * (t // 7) + 13 * row * t + 11) % (vocabulary - 3) + 3 for t in range(length)]


def write_rows(path, rows):
    with open(path, "w") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")


def flops_per_token(cfg, length):
    """Of forward and backward pass, by FLOPS_FORMULA."""
    return 6 * parameters(cfg) + 6 * cfg["num_hidden_layers"] * cfg["hidden_size"] * length


def peak_flops(device_name):
    """Dense bf16 FLOP/s of a device; None for one that is not known."""
    return next((peak for name, peak in PEAK_FLOPS if name.lower() in device_name.lower()), None)


def items(count):
    """Lengths in tokens of multiple-choice items, context and four endings; their means are those of HellaSwag."""
    return [(16 + 7 * i % 68, [5 + (11 * i + 5 * j) % 47 for j in range(4)]) for i in range(count)]
