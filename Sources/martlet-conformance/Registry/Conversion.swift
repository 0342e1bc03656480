import Martlet

func addConversion(_ t: inout OpTable) {
  t.unary("float") { $0.float() }
  t.unary("double") { $0.double() }
  t.unary("half") { $0.half() }
  t.unary("bfloat16") { $0.bfloat16() }
  t.unary("long") { $0.long() }
  t.unary("int") { $0.int() }
  t.unary("short") { $0.short() }
  t.unary("char") { $0.char() }
  t.unary("byte") { $0.byte() }
  t.unary("bool") { $0.bool() }
  t.op("to(input, *options, copy)") { a in
    let (device, dtype, copy) = a.conversion("options")
    let x = device ? a.x.to(.cpu) : a.x
    return dtype.map { x.to($0, copy: copy || a.bool("copy")) } ?? x
  }
  t.unary("clone") { $0.clone() }
  t.unary("contiguous") { $0.contiguous() }
  t.op("copy_(input, src)") { $0.x.clone().copy_($0.tensor("src")) }
  t.op("item(input)") { a in
    if a.x.dtype == .bool { return Arg.bool(a.x.item(as: Bool.self)) }
    return a.x.dtype.isFloatingPoint ? .float(a.x.item()) : .int(a.x.item(as: Int.self))
  }
}
