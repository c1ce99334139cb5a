"""Trains transformers' Llama in fp32, and in bf16 by autocast, on given rows; saves the model as it was at first."""

import contextlib
import copy

import torch

import torch_common


def train(network, ids, options, where, precision):
    optimizer = torch_common.adamw(network, options.learning_rate, where)
    losses, norms = [], []
    for step in range(options.steps):
        batch = ids[step * options.batch:(step + 1) * options.batch]
        rounded = torch.autocast(device_type=where.type, dtype=torch.bfloat16) if precision == "bf16" \
            else contextlib.nullcontext()
        with rounded:
            loss = network(input_ids=batch, labels=batch, use_cache=False).loss
        loss.backward()
        squares = sum(parameter.grad.double().pow(2).sum() for parameter in network.parameters())
        losses.append(loss.item())
        norms.append(squares.sqrt().item())
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return dict(losses=losses, grad_norms=norms)


def main():
    parser = torch_common.training_arguments(__doc__)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--save", required=True, help="new folder for the model before training")
    options = parser.parse_args()
    where = torch_common.device(options.device)
    ids = torch_common.rows(options.rows, where)
    # Attention as plain products and softmax: the fused kernels round in their own ways.
    network = torch_common.model(options.config, where, attention="eager")
    network.save_pretrained(options.save)
    network.train()
    start = copy.deepcopy(network)
    found = dict(fp32=train(network, ids, options, where, "fp32"))
    found["bf16"] = train(start, ids, options, where, "bf16")
    torch_common.write(options.output, dict(found, **torch_common.memory(where)))


if __name__ == "__main__":
    main()
