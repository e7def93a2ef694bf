"""The operations of ONNX that the recogniser is built of, in torch: inputs and attributes → output."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.nn import functional

Tensor = Any
Given = Sequence[Tensor]
Told = Mapping[str, Any]
#: Smaller than anything that is compared with it.
_LEAST = -1e9
#: Of ONNX: the edge is filled so that the output is as large as the input over the stride; what is odd goes to the end.
_SAME = b"SAME_UPPER"


def _alike(calculate: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Given, Told], Tensor]:
    """Of two tensors of which one was made shorter, the other is too."""

    def apply(given: Given, told: Told) -> Tensor:
        one, other = given
        if one.dtype != other.dtype and torch.bfloat16 in (one.dtype, other.dtype):
            one, other = one.to(torch.bfloat16), other.to(torch.bfloat16)
        return calculate(one, other)

    return apply


def _divide(one: Tensor, other: Tensor) -> Tensor:
    return one / other if one.is_floating_point() else torch.div(one, other, rounding_mode="trunc")


def _edges(told: Told, pictures: Tensor, kernel: Sequence[int]) -> tuple[int, int, int, int]:
    """Left, right, top, bottom."""
    if told.get("auto_pad") != _SAME:
        top, left, bottom, right = told.get("pads", (0, 0, 0, 0))
        return left, right, top, bottom
    edges = []
    for size, side, stride in zip(pictures.shape[2:], kernel, told.get("strides", (1, 1)), strict=True):
        missing = max(0, (math.ceil(size / stride) - 1) * stride + side - size)
        edges.append((missing // 2, missing - missing // 2))
    (top, bottom), (left, right) = edges
    return left, right, top, bottom


def _convolve(given: Given, told: Told) -> Tensor:
    pictures, kernel, *bias = given
    left, right, top, bottom = _edges(told, pictures, kernel.shape[2:])
    even = left == right and top == bottom
    if not even:
        pictures = functional.pad(pictures, (left, right, top, bottom))
    return functional.conv2d(
        pictures, kernel, bias[0] if bias else None, tuple(told.get("strides", (1, 1))), (top, left) if even else 0,
        tuple(told.get("dilations", (1, 1))), told.get("group", 1),
    )  # fmt: skip


def _take_largest(given: Given, told: Told) -> Tensor:
    pictures = functional.pad(given[0], _edges(told, given[0], told["kernel_shape"]), value=_LEAST)
    return functional.max_pool2d(
        pictures, told["kernel_shape"], told.get("strides", (1, 1)), ceil_mode=bool(told.get("ceil_mode", 0))
    )


def _take_mean(given: Given, told: Told) -> Tensor:
    top, left, *_ = told.get("pads", (0, 0, 0, 0))
    return functional.avg_pool2d(
        given[0], told["kernel_shape"], told.get("strides", (1, 1)), (top, left), bool(told.get("ceil_mode", 0)),
        bool(told.get("count_include_pad", 0)),
    )  # fmt: skip


def _normalise(given: Given, told: Told) -> Tensor:
    values, scale, shift, mean, variance = given
    return functional.batch_norm(
        values, mean, variance, scale, shift, training=False, eps=told.get("epsilon", 1e-5)
    )


def _reshape(given: Given, told: Told) -> Tensor:
    values, sizes = given
    return values.reshape([values.shape[at] if size == 0 else size for at, size in enumerate(sizes.tolist())])


def _slice(given: Given, told: Told) -> Tensor:
    values, starts, ends = given[0], given[1].tolist(), given[2].tolist()
    axes = given[3].tolist() if len(given) > 3 else range(len(starts))
    steps = given[4].tolist() if len(given) > 4 else [1] * len(starts)
    parts = [slice(None)] * values.ndim
    for axis, *part in zip(axes, starts, ends, steps, strict=True):
        parts[axis] = slice(*part)
    return values[tuple(parts)]


def _squeeze(given: Given, told: Told) -> Tensor:
    return given[0].squeeze(tuple(told["axes"]))


def _unsqueeze(given: Given, told: Told) -> Tensor:
    values = given[0]
    for axis in sorted(told["axes"]):
        values = values.unsqueeze(axis)
    return values


OPERATIONS: Mapping[str, Callable[[Given, Told], Tensor]] = {
    "Add": _alike(lambda one, other: one + other),
    "AveragePool": _take_mean,
    "BatchNormalization": _normalise,
    "Concat": lambda given, told: torch.cat([t if t.ndim else t[None] for t in given], told["axis"]),
    "Conv": _convolve,
    "Div": _alike(_divide),
    "Gelu": lambda given, told: functional.gelu(given[0]),
    "HardSigmoid": lambda given, told: torch.clamp(
        given[0] * told.get("alpha", 0.2) + told.get("beta", 0.5), 0, 1
    ),
    "MatMul": lambda given, told: given[0] @ given[1],
    "MaxPool": _take_largest,
    "Mul": _alike(lambda one, other: one * other),
    "Pow": lambda given, told: given[0] ** given[1],
    "ReduceMean": lambda given, told: given[0].mean(
        tuple(told["axes"]), keepdim=bool(told.get("keepdims", 1))
    ),
    "Relu": lambda given, told: functional.relu(given[0]),
    "Reshape": _reshape,
    "Shape": lambda given, told: torch.tensor(given[0].shape),
    "Sigmoid": lambda given, told: torch.sigmoid(given[0]),
    "Slice": _slice,
    "Softmax": lambda given, told: functional.softmax(given[0], told.get("axis", -1)),
    "Sqrt": lambda given, told: torch.sqrt(given[0]),
    "Squeeze": _squeeze,
    "Sub": _alike(lambda one, other: one - other),
    "Transpose": lambda given, told: given[0].permute(told["perm"]),
    "Unsqueeze": _unsqueeze,
}
