#!/usr/bin/env python3
"""Records fresh cases of PyTorch's operators in the format that martlet-conformance replays.

    scripts/record-cases.py GOLDEN OUT [--seed N] [--only add,mul] [--cases N]

For each operator in GOLDEN/ops the file's own `call` is run on new inputs: the samples and refused calls of PyTorch's operator
database, and the recorded cases with other values, special values, sizes, strides, dims, flags and dtypes. Inputs on which PyTorch's answer
is not one answer (it changes from run to run, with the strides, or between its own kernel and float64 by more than rounding) are left out.
Needs torch, and expecttest for the operator database.
"""

import argparse
import json
import math
import random
import struct
import sys
import warnings
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: F401  (the calls name it)
from torch.utils._pytree import tree_flatten, tree_map, tree_unflatten

DTYPES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
          "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool"}
CODES = {getattr(torch, name): code for code, name in DTYPES.items()}
LOW = (torch.float32, torch.float16, torch.bfloat16)
RTOL = {torch.float64: 1e-7, torch.float32: 1e-5, torch.float16: 2e-3, torch.bfloat16: 1.6e-2}
ATOL = {torch.float64: 1e-7, torch.float32: 1e-6, torch.float16: 1e-5, torch.bfloat16: 1e-5}
UNKNOWN = {"out", "device", "layout", "pin_memory", "generator", "memory_format", "sparse_grad"}
SIZES = (0, 1, 2, 3, 5, 17, 33, 100)
LARGEST = 1 << 15
RAISED = (RuntimeError, ValueError, LookupError, TypeError, ArithmeticError, AssertionError, AttributeError)


class Skip(Exception):
    """This input has no single right answer, or cannot be written down."""


# --- The file format


def load_tensors(path):
    if not path.exists():
        return {}
    data = path.read_bytes()
    n = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for key, t in json.loads(data[8 : 8 + n]).items():
        if key == "__metadata__":
            continue
        dtype = getattr(torch, DTYPES[t["dtype"]])
        begin, end = (8 + n + o for o in t["data_offsets"])
        flat = torch.frombuffer(bytearray(data[begin:end]), dtype=dtype) if end > begin else torch.empty(0, dtype=dtype)
        tensors[key] = flat.reshape(t["shape"])
    return tensors


def save_tensors(path, tensors):
    head, chunks, offset = {}, [], 0
    for key, x in tensors.items():
        raw = bytes(torch.empty(x.numel(), dtype=x.dtype).copy_(x.detach().reshape(-1)).view(torch.uint8).numpy()) if x.numel() else b""
        head[key] = {"dtype": CODES[x.dtype], "shape": list(x.shape), "data_offsets": [offset, offset + len(raw)]}
        chunks.append(raw)
        offset += len(raw)
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def decode(arg, tensors):
    (kind, value), *rest = arg.items()
    if kind == "tensor":
        x = tensors[value].clone()
        if strided := arg.get("strided"):
            x = tensors[strided["storage"]].clone().as_strided(strided["shape"], strided["stride"], strided["offset"])
        return x.requires_grad_(arg.get("requires_grad", False))
    if kind == "none":
        return None
    if kind == "dtype":
        return getattr(torch, value)
    if kind in ("list", "tuple"):
        return (list if kind == "list" else tuple)(decode(a, tensors) for a in value)
    if kind == "slice":
        return slice(*value)
    if kind == "ellipsis":
        return Ellipsis
    return float(value) if kind == "float" else value


def encode(value, key, tensors):
    def sequence(values):
        return [encode(v, f"{key}.{i}", tensors) for i, v in enumerate(values)]

    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.dtype not in CODES or value.is_conj():
            raise Skip("an unknown kind of tensor")
        tensors[key] = value.detach().contiguous().clone()
        arg = {"tensor": key, "requires_grad": value.requires_grad}
        if not value.is_contiguous():
            storage = torch.empty(0, dtype=value.dtype).set_(value.untyped_storage())
            if storage.numel() > LARGEST:
                raise Skip("a large storage")
            tensors[f"{key}.storage"] = storage.clone()
            arg["strided"] = {"shape": list(value.shape), "stride": list(value.stride()), "offset": value.storage_offset(), "storage": f"{key}.storage"}
        return arg
    if value is None:
        return {"none": True}
    if value is Ellipsis:
        return {"ellipsis": True}
    if isinstance(value, bool):
        return {"bool": value}
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise Skip("an int of more than 64 bits")
        return {"int": value}
    if isinstance(value, float):
        return {"float": value if math.isfinite(value) else str(value)}
    if isinstance(value, str):
        return {"str": value}
    if isinstance(value, torch.dtype) and value in CODES:
        return {"dtype": str(value)[6:]}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if isinstance(value, list):
        return {"list": sequence(value)}
    if isinstance(value, tuple):
        return {"tuple": sequence(value)}
    raise Skip(f"no way to write a {type(value).__name__}")


# --- Running a call


def tensors_of(tree):
    return [x for x in tree_flatten(tree)[0] if isinstance(x, torch.Tensor)]


def copy(tree, wide=False, contiguous=False):
    """Leaves of their own with the same strides; `wide` in float64."""

    def one(x):
        if isinstance(x, torch.dtype):
            return torch.float64 if wide and x in LOW else x
        if not isinstance(x, torch.Tensor):
            return x
        y = x.detach()
        if contiguous:
            y = y.contiguous().clone()
        elif not y.is_contiguous():
            storage = torch.empty(0, dtype=y.dtype).set_(y.untyped_storage()).clone()
            y = storage.as_strided(y.shape, y.stride(), y.storage_offset())
        else:
            y = y.clone()
        if wide and y.dtype in LOW:
            y = y.double()
        return y.requires_grad_(x.requires_grad)

    return tree_map(one, tree)


def run(call, args, kwargs, wide=False, contiguous=False, cotangents=None, seed=0):
    """Inputs, outputs, and the inputs' gradients where cotangents are given."""
    args, kwargs = copy((args, kwargs), wide, contiguous)
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    torch.set_default_dtype(torch.float64 if wide else torch.float32)
    try:
        result = eval(call, {"torch": torch, "F": F, "args": args, "kwargs": kwargs})
        if isinstance(result, torch.Size):
            outputs = [tuple(result)]
        else:
            outputs = tree_flatten(result)[0] if isinstance(result, (tuple, list)) else [result]
        inputs = tensors_of((args, kwargs))
        gradients = None
        if cotangents is not None:
            leaves = [x for x in inputs if x.requires_grad]
            pairs = [(y, c.to(y.dtype)) for y, c in zip(outputs, cotangents) if c is not None]
            gradients = torch.autograd.grad([y for y, _ in pairs], leaves, [c for _, c in pairs], allow_unused=True)
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_rng_state(state)
    return inputs, outputs, gradients


def same_kind(a, b):
    """Whether NaN and the infinities are in the same places."""
    return torch.equal(a.isnan(), b.isnan()) and torch.equal(a.isinf(), b.isinf()) and torch.equal(a[a.isinf()], b[b.isinf()])


class Bounds:
    """The tolerance of one comparison, from PyTorch's own error against float64."""

    def __init__(self, compare_class):
        self.kind, self.rtol, self.atol = compare_class, 0.0, 0.0

    def add(self, native, reference):
        """Widens the bounds to the error of PyTorch's kernel; returns the recorded values."""
        rounded = reference.to(native.dtype)
        if native.shape != reference.shape or not same_kind(native, rounded):
            raise Skip("PyTorch's kernel and float64 disagree")
        base = RTOL[native.dtype] * (10 if self.kind == "linalg" and native.dtype in (torch.float32, torch.float64) else 1)
        finite = rounded.isfinite()
        expected, actual = rounded[finite].double(), native[finite].double()
        size = expected.abs().max().item() if expected.numel() else 0
        # Beside a sum's largest terms its smallest results are only as good as those terms.
        atol = base * size if self.kind != "elementwise" else min(ATOL[native.dtype], base * size)
        atol = max(atol, torch.finfo(native.dtype).eps * 0.01)
        error = (actual - expected).abs() * (10 if self.kind == "linalg" else 4)
        rtol = base
        if self.kind == "elementwise" and expected.numel():
            relative = ((error - atol).clamp(min=0) / expected.abs().clamp(min=1e-300)).max().item()
            rtol = max(base, relative)
            if rtol > 20 * base:
                raise Skip("PyTorch's kernel is far from float64")
        elif expected.numel():
            excess = (error - base * expected.abs()).max().item()
            if excess > 50 * base * max(size, 1e-3):
                raise Skip("PyTorch's kernel is far from float64")
            atol = max(atol, excess)
        self.rtol, self.atol = max(self.rtol, rtol), max(self.atol, atol)
        return rounded


class Recorder:
    """The cases of one operator's file."""

    def __init__(self, golden, name):
        self.name = name
        self.head = json.loads((golden / f"{name}.json").read_text())
        self.recorded = load_tensors(golden / f"{name}.safetensors")
        self.kind = self.head["compare_class"]
        cases = self.head["cases"]
        self.records_gradients = any("grads" in c for c in cases)
        # An output that is not unique in some recorded case is compared loosely in all.
        self.modes = []
        for c in cases:
            for i, mode in enumerate(c.get("compare", [])):
                self.modes += ["close"] * (i + 1 - len(self.modes))
                if self.modes[i] != "shape" and mode != "close":
                    self.modes[i] = mode
        self.cases, self.errors, self.tensors, self.seen = [], [], {}, set()

    def attempt(self, args, kwargs, origin):
        """Records the call, as a refused one if PyTorch raises; returns what kept it out."""
        try:
            inputs = tensors_of((args, kwargs))
            if UNKNOWN & kwargs.keys() or (self.name.startswith("__r") and not inputs):
                raise Skip("no such parameter in the format")
            if self.kind == "linalg" and any(not x.isfinite().all() for x in inputs):
                raise Skip("LAPACK says nothing of NaN and infinity")
            if sum(x.numel() for x in inputs) > LARGEST:
                raise Skip("large")
            tensors = {}
            id = f"c{len(self.cases)}"
            case = {"id": id, "origin": origin, "dtype": self.dtype_name(inputs)}
            case["args"] = [encode(a, f"{id}.a{i}", tensors) for i, a in enumerate(args)]
            case["kwargs"] = {k: encode(v, f"{id}.k.{k}", tensors) for k, v in kwargs.items()}
            fingerprint = json.dumps([case["args"], case["kwargs"], [x.tolist() for x in tensors.values()]]).replace(id + ".", "")
            if fingerprint in self.seen:
                raise Skip("recorded already")
            self.seen.add(fingerprint)
            try:
                native = run(self.head["call"], args, kwargs)
            except RAISED as error:
                return self.refuse(args, kwargs, error, origin)
            self.evaluate(case, id, args, kwargs, native, tensors)
        except Skip as skip:
            return str(skip)
        except RAISED as error:
            return f"{type(error).__name__} beside the plain run"
        self.cases.append(case)
        self.tensors.update(tensors)
        return None

    def refuse(self, args, kwargs, error, origin):
        if isinstance(error, NotImplementedError) or "not implemented" in str(error) or "Could not run" in str(error):
            return "not implemented"
        id = f"e{len(self.errors)}"
        tensors = {}
        record = {"id": id, "origin": origin, "args": [encode(a, f"{id}.a{i}", tensors) for i, a in enumerate(args)],
                  "kwargs": {k: encode(v, f"{id}.k.{k}", tensors) for k, v in kwargs.items()},
                  "error": type(error).__name__, "message_regex": str(error).split("\n")[0][:200]}
        self.errors.append(record)
        self.tensors.update(tensors)
        return "refused"

    @staticmethod
    def dtype_name(inputs):
        return str(inputs[0].dtype)[6:] if inputs else "float32"

    def evaluate(self, case, id, args, kwargs, native, tensors):
        call = self.head["call"]
        inputs, outputs, _ = native
        again = run(call, args, kwargs, contiguous=not self.name.startswith("as_strided"), seed=1)[1]
        if len(again) != len(outputs) or len(outputs) > 64:
            raise Skip("the strides change the number of outputs")
        for i, (a, b) in enumerate(zip(outputs, again)):
            if isinstance(a, torch.Tensor):
                if a.layout != torch.strided or a.dtype not in CODES:
                    raise Skip("an unknown kind of result")
                if a.shape != b.shape or (self.mode(i) == "close" and not torch.allclose(a, b, 1e-4, 1e-4, equal_nan=True)):
                    raise Skip("two runs differ")
        floating = [isinstance(y, torch.Tensor) and y.is_floating_point() for y in outputs]
        exact = self.kind == "exact" or not inputs or "type_promotion" in self.name
        is_low = any(f and y.dtype in LOW for f, y in zip(floating, outputs))
        wide = run(call, args, kwargs, wide=True) if is_low and not exact else None

        bounds = Bounds(self.kind)
        case["outputs"] = []
        for i, y in enumerate(outputs):
            if not isinstance(y, torch.Tensor):
                case["outputs"].append(encode(y, "", {}))
                continue
            value = y
            if floating[i] and self.mode(i) != "shape" and self.kind != "exact":
                value = bounds.add(y.detach(), wide[1][i].detach() if wide else y.detach())
            elif wide and isinstance(wide[1][i], torch.Tensor) and not floating[i] and self.mode(i) == "close" and not torch.equal(y, wide[1][i]):
                raise Skip("an integer result depends on rounding")
            case["outputs"].append(f"{id}.o{i}")
            tensors[f"{id}.o{i}"] = value
        case["rtol"], case["atol"] = bounds.rtol, bounds.atol
        if self.modes:
            case["compare"] = [self.mode(i) for i in range(len(outputs))]
        owner = {x.untyped_storage().data_ptr(): k for x, k in zip(inputs, self.keys(case)) if x.numel()}
        views = [owner.get(y.untyped_storage().data_ptr()) if isinstance(y, torch.Tensor) else None for y in outputs]
        if any(views):
            case["views"] = views
        if self.records_gradients and any(x.requires_grad for x in inputs):
            self.differentiate(case, id, args, kwargs, outputs, tensors, wide is not None or self.kind == "exact")

    def mode(self, i):
        return self.modes[i] if i < len(self.modes) else "close"

    @staticmethod
    def keys(case):
        found = []

        def walk(arg):
            if "tensor" in arg:
                found.append(arg["tensor"])
            for part in arg.get("list", []) + arg.get("tuple", []):
                walk(part)

        for arg in [*case["args"], *case["kwargs"].values()]:
            walk(arg)
        return found

    def differentiate(self, case, id, args, kwargs, outputs, tensors, widen):
        cotangents = [torch.randn(y.shape, dtype=torch.float64).to(y.dtype) if isinstance(y, torch.Tensor) and y.requires_grad and self.mode(i) == "close" else None for i, y in enumerate(outputs)]
        if all(c is None for c in cotangents):
            return
        inputs, _, native = run(self.head["call"], args, kwargs, cotangents=cotangents)
        is_low = any(g is not None and g.dtype in LOW for g in native)
        wide = run(self.head["call"], args, kwargs, wide=True, cotangents=cotangents)[2] if is_low and widen else native
        bounds = Bounds("accum" if self.kind == "exact" else self.kind)
        leaves = [k for x, k in zip(inputs, self.keys(case)) if x.requires_grad]
        case["cotangents"] = [None if c is None else f"{id}.g{i}" for i, c in enumerate(cotangents)]
        tensors.update({f"{id}.g{i}": c for i, c in enumerate(cotangents) if c is not None})
        case["grads"] = {}
        for key, g, w in zip(leaves, native, wide):
            case["grads"][key] = None if g is None else f"{key}.grad"
            if g is not None:
                tensors[f"{key}.grad"] = bounds.add(g, w)
        case["grad_rtol"], case["grad_atol"] = bounds.rtol, bounds.atol

    def write(self, folder):
        head = {k: v for k, v in self.head.items() if k not in ("cases", "errors")}
        (folder / f"{self.name}.json").write_text(json.dumps({**head, "cases": self.cases, "errors": self.errors}))
        if self.tensors:
            save_tensors(folder / f"{self.name}.safetensors", self.tensors)


# --- New inputs from recorded ones

SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, 1e-40, -1e-45, 1e-8, 1e4, -3e4, 1e30, -1e38, 1e300]


def map_tensors(change):
    return lambda tree: tree_map(lambda x: change(x.detach()).requires_grad_(x.requires_grad) if isinstance(x, torch.Tensor) else x, tree)


def fresh(x):
    """Other values in the range of the recorded ones, so that indices and probabilities stay what they are."""
    if x.numel() == 0 or x.dtype == torch.bool:
        return torch.rand(x.shape) < 0.5 if x.dtype == torch.bool else x.clone()
    if not x.is_floating_point():
        return torch.randint(int(x.min()), int(x.max()) + 1, x.shape).to(x.dtype) if int(x.max()) < 2**62 else x.clone()
    finite = x[x.isfinite()].double()
    low, high = (finite.min().item(), finite.max().item()) if finite.numel() else (-1.0, 1.0)
    if random.random() < 0.3 and low < 0:
        return (torch.randn(x.shape, dtype=torch.float64) * max(abs(low), abs(high)) / 2).to(x.dtype)
    return (low + (high - low) * torch.rand(x.shape, dtype=torch.float64)).to(x.dtype)


def special(x):
    if not x.is_floating_point() or x.numel() == 0:
        return x.clone()
    y = x.contiguous().clone()
    flat = y.view(-1)
    for _ in range(random.randint(1, max(1, min(12, x.numel() // 2)))):
        flat[random.randrange(flat.numel())] = torch.tensor(random.choice(SPECIAL), dtype=torch.float64).to(x.dtype)
    return y


def extreme_ints(x):
    if x.is_floating_point() or x.dtype == torch.bool or x.numel() == 0:
        return x.clone()
    info = torch.iinfo(x.dtype)
    choice = torch.tensor([info.min, info.min + 1, info.max, info.max - 1, 0, 1, 2, 3, 7, max(info.min, -1), max(info.min, -7), 100], dtype=x.dtype)
    return torch.where(torch.rand(x.shape) < 0.5, choice[torch.randint(len(choice), x.shape)], x)


def restride(x):
    """The same values with other strides."""
    if x.ndim == 0 or x.numel() == 0:
        return x.clone()
    kind = random.choice(["transposed", "stepped", "offset", "reversed dims"])
    if kind == "transposed" and x.ndim > 1:
        return x.mT.contiguous().clone().mT
    if kind == "reversed dims":
        return x.permute(*reversed(range(x.ndim))).contiguous().clone().permute(*reversed(range(x.ndim)))
    room = torch.zeros([*x.shape[:-1], 2 * x.shape[-1] + 1], dtype=x.dtype)
    view = room[..., 1::2] if kind == "stepped" else room[..., 1 : 1 + x.shape[-1]]
    view.copy_(x)
    return view


def expanded(x):
    if x.ndim == 0 or x.numel() == 0:
        return x.clone()
    d = random.randrange(x.ndim)
    return x.narrow(d, 0, 1).contiguous().clone().expand(x.shape)


def resized(args, kwargs):
    """One size of the tensors becomes another wherever it stands; values are drawn anew."""
    sizes = sorted({n for x in tensors_of((args, kwargs)) for n in x.shape})
    if not sizes:
        return args, kwargs
    old, new = random.choice(sizes), random.choice(SIZES)

    def change(x):
        shape = [new if n == old else n for n in x.shape]
        if math.prod(shape) > LARGEST:
            raise Skip("large")
        if x.numel() == 0:
            return torch.randn(shape, dtype=torch.float64).to(x.dtype)
        return fresh(x).reshape(-1)[torch.randint(x.numel(), (math.prod(shape),))].reshape(shape)

    return map_tensors(change)((args, kwargs))


def other_numbers(args, kwargs):
    """Another dim, flag or factor."""
    flat, spec = tree_flatten((args, kwargs))
    places = [i for i, v in enumerate(flat) if isinstance(v, (bool, int, float)) and not isinstance(v, torch.dtype)]
    if not places:
        raise Skip("no numbers")
    i = random.choice(places)
    v = flat[i]
    if isinstance(v, bool):
        flat[i] = not v
    elif isinstance(v, int):
        flat[i] = random.choice([v + 1, v - 1, -v, -v - 1, 0, 1, 2, 3, -1, -2, v * 2])
        if abs(flat[i]) > 64:
            raise Skip("a large number")
    else:
        flat[i] = random.choice([0.0, 1.0, -1.0, v / 2, v * 2, -v, 0.3, 2.5, math.nan, math.inf, -math.inf])
    return tree_unflatten(flat, spec)


def other_dtype(args, kwargs):
    """All floating tensors in another floating dtype, or all integers in another."""
    target = random.choice([torch.float64, torch.float32, torch.float16, torch.bfloat16])
    integer = random.choice([torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool])
    floats = any(x.is_floating_point() for x in tensors_of((args, kwargs)))

    def change(x):
        if x.is_floating_point():
            return x.to(target)
        return x.clone() if floats or not x.numel() else x.to(integer)

    return map_tensors(change)((args, kwargs))


def one_argument_dtype(args, kwargs):
    """One tensor in another dtype, for promotion and its refusals."""
    flat, spec = tree_flatten((args, kwargs))
    places = [i for i, v in enumerate(flat) if isinstance(v, torch.Tensor)]
    if len(places) < 2:
        raise Skip("one tensor")
    i = random.choice(places)
    x = flat[i]
    target = random.choice([torch.float64, torch.float32, torch.bfloat16, torch.int64, torch.uint8, torch.bool])
    flat[i] = x.detach().to(target).requires_grad_(x.requires_grad and target.is_floating_point)
    return tree_unflatten(flat, spec)


def both(change):
    return lambda args, kwargs: map_tensors(change)((args, kwargs))


CHANGES = [("values", both(fresh), 4), ("special", both(special), 3), ("integers", both(extreme_ints), 1), ("strides", both(restride), 2),
           ("expanded", both(expanded), 1), ("sizes", resized, 4), ("numbers", other_numbers, 3), ("dtype", other_dtype, 2),
           ("mixed", one_argument_dtype, 1)]


def mutations(recorder, count):
    """Attempts so many changed copies of recorded cases."""
    cases = recorder.head["cases"]
    names = [n for n, _, weight in CHANGES for _ in range(weight)]
    table = {n: f for n, f, _ in CHANGES}
    unwelcome = recorder.name.startswith("type_promotion")
    for _ in range(count):
        case, change = random.choice(cases), random.choice(names)
        if unwelcome and change in ("dtype", "mixed"):
            continue
        args = tuple(decode(a, recorder.recorded) for a in case["args"])
        kwargs = {k: decode(v, recorder.recorded) for k, v in case["kwargs"].items()}
        try:
            args, kwargs = table[change](args, kwargs)
            if change in ("sizes", "numbers", "dtype") and random.random() < 0.4:
                args, kwargs = both(random.choice([fresh, special, restride]))(args, kwargs)
        except (Skip, RuntimeError, ValueError, OverflowError):
            continue
        yield f"{case['id']}: {change}", recorder.attempt(args, kwargs, f"{case['id']}: {change}")


def reordered(name, sample):
    """The arguments in the order of the function: the database always puts a differentiable one first."""
    args, kwargs = (sample.input, *sample.args), {k: v for k, v in sample.kwargs.items() if k != "device"}
    if name in ("where", "nn.functional.embedding_bag", "nn.functional.embedding") and len(args) > 1:
        args = (args[1], args[0], *args[2:])
    return args, kwargs


def database(recorder, infos, per_dtype):
    """Attempts samples of the operator database."""
    for info in infos:
        for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8, torch.bool):
            if dtype not in info.dtypes:
                continue
            wanted = per_dtype * (3 if dtype == torch.float32 else 1)
            gradients = recorder.records_gradients and dtype.is_floating_point and info.supports_autograd
            try:
                samples = list(info.sample_inputs("cpu", dtype, requires_grad=gradients))
            except Exception:  # a sample function may not know the dtype
                continue
            for s in random.sample(samples, min(wanted, len(samples))):
                args, kwargs = reordered(recorder.name, s)
                if random.random() < 0.2:
                    args, kwargs = both(restride)(args, kwargs)
                yield f"sample {dtype}", recorder.attempt(args, kwargs, f"sample {dtype}")
        if info.error_inputs_func:
            for e in info.error_inputs("cpu"):
                s = e.sample_input
                recorder.attempt(*reordered(recorder.name, s), "refused sample")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("golden", type=Path, help="a folder with the suite ops")
    parser.add_argument("out", type=Path, help="where the new suite goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="these files, separated by commas")
    parser.add_argument("--cases", type=int, default=40, help="about how many changed cases a file")
    parser.add_argument("--errors", type=int, default=8, help="at most how many refused calls a file")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    from torch.testing._internal.common_methods_invocations import op_db

    golden, out = options.golden / "ops", options.out / "ops"
    out.mkdir(parents=True, exist_ok=True)
    rows, kept_out = [], {}
    names = options.only.split(",") if options.only else sorted(p.stem for p in golden.glob("*.json") if p.stem != "INDEX")
    for name in names:
        random.seed(f"{options.seed} {name}")
        torch.manual_seed(random.getrandbits(32))
        recorder = Recorder(golden, name)
        head = recorder.head
        infos = [i for i in op_db if i.name == head["op"] and i.variant_test_name == head["variant"]]
        for origin, reason in [*database(recorder, infos, 3), *mutations(recorder, options.cases)]:
            if reason:
                kept_out[reason] = kept_out.get(reason, 0) + 1
        random.shuffle(recorder.errors)
        recorder.errors = recorder.errors[: options.errors]
        recorder.write(out)
        gradients = sum("grads" in c for c in recorder.cases)
        rows.append({"file": name, "op": head["op"], "variant": head["variant"], "tier": head["tier"], "cases": len(recorder.cases),
                     "errors": len(recorder.errors), "grad_cases": gradients})
        print(name, len(recorder.cases), len(recorder.errors), file=sys.stderr)
    totals = {k: sum(r[k] for r in rows) for k in ("cases", "errors", "grad_cases")} | {"files": len(rows)}
    (out / "INDEX.json").write_text(json.dumps({"suite": "ops", "torch": torch.__version__, "format": 1, "totals": totals, "files": rows}, indent=1))
    print(totals, kept_out, file=sys.stderr)


if __name__ == "__main__":
    main()
