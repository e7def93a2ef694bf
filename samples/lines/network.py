"""The recogniser of the wheel as a network of torch, so that it can learn: its ONNX graph, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from samples.lines.operations import OPERATIONS, Tensor
from samples.lines.weights import Weights, Wheel


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the graph."""

    operation: str
    inputs: tuple[str, ...]
    output: str
    told: Mapping[str, Any]
    """Its attributes."""


class LineNetwork:
    """Pictures → the chance of each character at each place; the weights may learn."""

    def __init__(self, wheel: Wheel) -> None:
        graph = onnx.load(wheel.path).graph
        steps, self._output = _list_steps(graph)
        self._input, self._steps = graph.input[0].name, join_gelu(steps)
        constants = {n.output[0]: n.attribute[0].t for n in graph.node if n.op_type == "Constant"}
        constants.update((constant.name, constant) for constant in graph.initializer)
        # Means and variances of a normalisation are measures, and do not learn.
        measures = {
            name for step in self._steps if step.operation == "BatchNormalization" for name in step.inputs[3:]
        }
        self.weights: dict[str, Tensor] = {
            name: torch.tensor(values, requires_grad=True)
            for name, values in wheel.weights.items()
            if name in constants and name not in measures
        }
        self._constants: dict[str, Tensor] = {
            name: torch.from_numpy(np.array(numpy_helper.to_array(constant)))
            for name, constant in constants.items()
            if name not in self.weights
        }

    def __call__(self, pictures: Tensor) -> Tensor:
        """Lines by places by characters, from lines by 3 by height by width."""
        made: dict[str, Tensor] = {self._input: pictures, **self._constants, **self.weights}
        for step in self._steps:
            made[step.output] = OPERATIONS[step.operation]([made[name] for name in step.inputs], step.told)
        return made[self._output]

    def take(self, weights: Mapping[str, Weights]) -> None:
        """Go on from weights that were learned before."""
        with torch.no_grad():
            for name, values in weights.items():
                self.weights[name].copy_(torch.from_numpy(values))


def _list_steps(graph: Any) -> tuple[list[Step], str]:
    """The graph's operations in their order, without those that only hand on a value, and the name of its output."""
    handed = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity"}

    def origin(name: str) -> str:
        while name in handed:
            name = handed[name]
        return name

    steps = []
    for node in graph.node:
        if node.op_type not in ("Constant", "Identity"):
            told = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
            steps.append(Step(node.op_type, tuple(map(origin, node.input)), node.output[0], told))
    return steps, origin(graph.output[0].name)


def join_gelu(steps: Sequence[Step]) -> list[Step]:
    """Make one step of the five that the graph spells GELU with: x * (1 + erf(x / sqrt 2)) * 0.5."""
    makers = {step.output: step for step in steps}
    users = {name: step for step in steps for name in step.inputs}
    joined: dict[str, Step] = {}
    inner: set[str] = set()
    for error in (step for step in steps if step.operation == "Erf"):
        divided = makers[error.inputs[0]]
        shifted = users[error.output]
        weighed = users[shifted.output]
        halved = users[weighed.output]
        spelled = [step.operation for step in (divided, shifted, weighed, halved)]
        if spelled != ["Div", "Add", "Mul", "Mul"] or divided.inputs[0] not in weighed.inputs:
            raise SystemExit("The model is built otherwise than expected: install the locked packages.")
        joined[halved.output] = Step("Gelu", divided.inputs[:1], halved.output, {})
        inner |= {divided.output, error.output, shifted.output, weighed.output}
    return [joined.get(step.output, step) for step in steps if step.output not in inner]
