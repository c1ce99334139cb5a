"""Times training steps of transformers' Llama: fused attention, bf16 autocast, fused AdamW, eager or compiled."""

import time

import torch

import torch_common


def main():
    parser = torch_common.training_arguments(__doc__)
    parser.add_argument("--mode", choices=["eager", "compile"], required=True)
    options = parser.parse_args()
    where = torch_common.device(options.device)
    ids = torch_common.rows(options.rows, where)
    network = torch_common.model(options.config, where)
    network.train()
    optimizer = torch_common.adamw(network, 1e-5, where)
    forward = torch.compile(network, dynamic=False) if options.mode == "compile" else network
    losses, seconds = [], []
    for step in range(options.steps):
        torch_common.synchronize(where)
        start = time.perf_counter()
        batch = ids[step * options.batch:(step + 1) * options.batch]
        with torch.autocast(device_type=where.type, dtype=torch.bfloat16):
            loss = forward(input_ids=batch, labels=batch, use_cache=False).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        torch_common.synchronize(where)
        seconds.append(time.perf_counter() - start)
    torch_common.write(options.output, dict(mode=options.mode, seconds=seconds, losses=losses,
                                            **torch_common.memory(where)))


if __name__ == "__main__":
    main()
