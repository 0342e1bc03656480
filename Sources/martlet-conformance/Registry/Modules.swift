import Martlet

func addModules(_ t: inout ModuleTable) {
  t.layer("nn.Sequential(*layers)") { Sequential($0.layers("layers")) }
}
