import Martlet

func addShapes(_ t: inout OpTable) {
  t.op("view(input, *shape)") { $0.x.view($0.ints("shape")) }
  t.op("reshape(input, shape)") { $0.x.reshape($0.ints("shape")) }
  t.op("view_as(input, other)") { $0.x.viewAs($0.y) }
  t.op("reshape_as(input, other)") { $0.x.reshapeAs($0.y) }
  t.op("flatten(input, start_dim, end_dim)") { $0.x.flatten(startDim: $0.int("start_dim", 0), endDim: $0.int("end_dim", -1)) }
  t.unary("ravel") { $0.ravel() }
  t.op("unflatten(input, dim, sizes)") { $0.x.unflatten($0.int("dim"), $0.ints("sizes")) }

  t.op("permute(input, dims)") { $0.x.permute($0.ints("dims")) }
  t.op("transpose(input, dim0, dim1)") { $0.x.transpose($0.int("dim0"), $0.int("dim1")) } inPlace: {
    $0.x.transpose_($0.int("dim0"), $0.int("dim1"))
  }
  t.unary("t") { $0.t() } inPlace: { $0.t_() }
  t.unary("T") { $0.T }
  t.unary("mT") { $0.mT }
  t.unary("mH") { $0.mT }
  t.unary("H") { $0.T }
  t.op("movedim(input, source, destination)") { $0.x.movedim($0.ints("source"), $0.ints("destination")) }

  t.op("unsqueeze(input, dim)") { $0.x.unsqueeze($0.int("dim")) } inPlace: { $0.x.unsqueeze_($0.int("dim")) }
  t.op("squeeze(input, dim)") { a in a.optionalInts("dim").map { a.x.squeeze($0) } ?? a.x.squeeze() } inPlace: { a in
    a.optionalInts("dim").map { a.x.squeeze_($0) } ?? a.x.squeeze_()
  }
  t.op("expand(input, *size)") { $0.x.expand($0.ints("size")) }
  t.op("expand_as(input, other)") { $0.x.expandAs($0.y) }
  t.op("broadcast_to(input, size)") { $0.x.broadcastTo($0.ints("size")) }

  t.op("narrow(input, dim, start, length)") { $0.x.narrow(dim: $0.int("dim"), start: $0.intOrItem("start"), length: $0.int("length")) }
  t.op("select(input, dim, index)") { $0.x.select(dim: $0.int("dim"), index: $0.int("index")) }
  t.op("split(input, split_size, dim)") { $0.x.split($0.int("split_size"), dim: $0.int("dim", 0)) }
  t.op("split.list_args(input, split_sizes, dim)") { $0.x.split($0.ints("split_sizes"), dim: $0.int("dim", 0)) }
  t.op("chunk(input, chunks, dim)") { $0.x.chunk($0.int("chunks"), dim: $0.int("dim", 0)) }
  t.op("unbind(input, dim)") { $0.x.unbind(dim: $0.int("dim", 0)) }
  t.op("diagonal(input, offset, dim1, dim2)") {
    $0.x.diagonal(offset: $0.int("offset", 0), dim1: $0.int("dim1", 0), dim2: $0.int("dim2", 1))
  }
  t.op("linalg.diagonal(input, offset, dim1, dim2)") {
    $0.x.diagonal(offset: $0.int("offset", 0), dim1: $0.int("dim1", -2), dim2: $0.int("dim2", -1))
  }
  t.op("unfold(input, dimension, size, step)") { $0.x.unfold($0.int("dimension"), size: $0.int("size"), step: $0.int("step")) }
  t.op("as_strided(input, size, stride, storage_offset)") {
    $0.x.asStrided($0.ints("size"), $0.ints("stride"), storageOffset: $0.optionalInt("storage_offset"))
  } inPlace: {
    $0.x.asStrided_($0.ints("size"), $0.ints("stride"), storageOffset: $0.optionalInt("storage_offset"))
  }

  t.op("cat(tensors, dim)") { Tensor.cat($0.tensors("tensors"), dim: $0.int("dim", 0)) }
  t.op("stack(tensors, dim)") { Tensor.stack($0.tensors("tensors"), dim: $0.int("dim", 0)) }
  t.op("flip(input, dims)") { $0.x.flip($0.ints("dims")) }
  t.op("roll(input, shifts, dims)") { $0.x.roll($0.ints("shifts"), $0.ints("dims", [])) }
  t.op("repeat(input, *repeats)") { $0.x.repeat($0.ints("repeats")) }
  t.op("meshgrid(*tensors, indexing)") { Tensor.meshgrid($0.tensors("tensors"), indexing: $0.choice("indexing", ["ij": .ij, "xy": .xy]) ?? .ij) }
}
