import MartletCore
extension Module { var isParametrized: Bool { false } }
