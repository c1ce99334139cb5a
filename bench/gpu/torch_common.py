"""What the scripts that compare with PyTorch share. Written for transformers from 4.48 to 5 and PyTorch from 2.4."""

import argparse
import json
import os

import torch
from transformers import AutoModelForCausalLM, LlamaConfig


def arguments(description):
    """The flags that all have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--output", required=True)
    parser.add_argument("--config", required=True, help="folder with config.json")
    return parser


def training_arguments(description):
    """The flags of those that train."""
    parser = arguments(description)
    parser.add_argument("--rows", required=True, help="rows of input_ids, all of one length")
    parser.add_argument("--batch", type=int, required=True, help="rows of a step, in one pass")
    parser.add_argument("--steps", type=int, required=True)
    return parser


def device(name):
    """The device, with fp32 products as exact as they can be unless autocast says otherwise."""
    found = torch.device("cuda:0" if name == "cuda" else name)
    if found.type == "cuda":
        torch.cuda.set_device(found)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return found


def model(folder, where, dtype=torch.float32, attention="sdpa"):
    """transformers' Llama of a folder's config.json, with transformers' random weights drawn on the device."""
    with open(os.path.join(folder, "config.json")) as file:
        stored = json.load(file)
    config = LlamaConfig.from_pretrained(folder)
    # Versions keep it in different places; a wrong one would go unseen with random weights.
    theta = getattr(config, "rope_theta", None) or config.rope_parameters["rope_theta"]
    if theta != stored["rope_theta"]:
        raise SystemExit("transformers reads rope_theta %s, the file says %s" % (theta, stored["rope_theta"]))
    torch.manual_seed(1)
    default = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with where:
            made = AutoModelForCausalLM.from_config(config, attn_implementation=attention)
    finally:
        torch.set_default_dtype(default)
    # Where a version keeps to devices or types of its own.
    return made.to(device=where, dtype=dtype)


def rows(path, where):
    with open(path) as file:
        return torch.tensor([json.loads(line)["input_ids"] for line in file], device=where)


def adamw(network, rate, where):
    return torch.optim.AdamW(network.parameters(), lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0,
                             fused=where.type == "cuda")


def synchronize(where):
    if where.type == "cuda":
        torch.cuda.synchronize(where)


def memory(where):
    """Most bytes that tensors took, and that PyTorch took from the device."""
    if where.type != "cuda":
        return {}
    return dict(allocated_bytes=torch.cuda.max_memory_allocated(where),
                reserved_bytes=torch.cuda.max_memory_reserved(where))


def write(path, found):
    with open(path, "w") as file:
        json.dump(found, file)
