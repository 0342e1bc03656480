import Martlet

func addPaddingModules(_ t: inout ModuleTable) {
  t.layer("nn.ConstantPad1d(padding, value)") { ConstantPad1d($0.ints("padding"), $0.number("value")) }
  t.layer("nn.ConstantPad2d(padding, value)") { ConstantPad2d($0.ints("padding"), $0.number("value")) }
  t.layer("nn.ConstantPad3d(padding, value)") { ConstantPad3d($0.ints("padding"), $0.number("value")) }
  t.layer("nn.ZeroPad1d(padding)") { ZeroPad1d($0.ints("padding")) }
  t.layer("nn.ZeroPad2d(padding)") { ZeroPad2d($0.ints("padding")) }
  t.layer("nn.ZeroPad3d(padding)") { ZeroPad3d($0.ints("padding")) }
  t.layer("nn.ReflectionPad1d(padding)") { ReflectionPad1d($0.ints("padding")) }
  t.layer("nn.ReflectionPad2d(padding)") { ReflectionPad2d($0.ints("padding")) }
  t.layer("nn.ReflectionPad3d(padding)") { ReflectionPad3d($0.ints("padding")) }
  t.layer("nn.ReplicationPad1d(padding)") { ReplicationPad1d($0.ints("padding")) }
  t.layer("nn.ReplicationPad2d(padding)") { ReplicationPad2d($0.ints("padding")) }
  t.layer("nn.ReplicationPad3d(padding)") { ReplicationPad3d($0.ints("padding")) }
  t.layer("nn.CircularPad1d(padding)") { CircularPad1d($0.ints("padding")) }
  t.layer("nn.CircularPad2d(padding)") { CircularPad2d($0.ints("padding")) }
  t.layer("nn.CircularPad3d(padding)") { CircularPad3d($0.ints("padding")) }
}
