import MartletCore

/// The base of layers that exist for one, two and three spatial dims and differ in nothing else.
///
/// Subclasses inherit their initialisers. These take `any IntOrArray`, not `some`: Swift infers the type of a default only where a generic
/// initialiser is declared, not where it is inherited.
open class SpatialLayer: Module {
  /// How many dims follow (N, C); each layer says so.
  open class var spatial: Int { fail("\(self)", "does not say how many spatial dims it has; use the layer with 1d, 2d or 3d in its name") }

  /// What `name` is in each spatial dim: one number counts for all. Stops for any other count.
  static func perDim<T>(_ values: [T], _ name: String) -> [T] {
    require(values.count == 1 || values.count == spatial, "\(self)", "\(name) must be one number or \(spatial), got \(values)")
    return values.count == spatial ? values : [T](repeating: values[0], count: spatial)
  }
}
