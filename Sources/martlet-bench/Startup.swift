import ArgumentParser
import Glibc
import Martlet

/// What a program computes first: the benchmark runs itself once for each time that it measures, from the start of the process to its end.
enum FirstResult: String, ExpressibleByArgument {
  case add, matmul256, linear

  func printResult() {
    let y =
      switch self {
      case .add: Tensor.ones(2, 2) + Tensor.ones(2, 2)
      case .matmul256: Tensor.ones(256, 256).matmul(Tensor.ones(256, 256))
      case .linear: Linear(784, 10)(Tensor.ones(64, 784))
      }
    print(y.sum().item())
  }

  /// A process of this program that prints the result into the void.
  func runInProcess() {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    let words: [String] = ["martlet-bench", "--first", rawValue]
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0, status: Int32 = 0
    let hasStarted = posix_spawn(&child, "/proc/self/exe", &actions, nil, &arguments, environ) == 0
    guard hasStarted, waitpid(child, &status, 0) == child, status == 0 else { fatalError("the process for the first \(rawValue) has failed") }
  }
}

extension Workload {
  /// `startup/import` bears the peer's name, which imports its library and computes nothing.
  static var startup: [Workload] {
    [("import", .add), ("first_matmul_256", .matmul256), ("first_linear_64x784_10", .linear)].map { (name: String, first: FirstResult) in
      Workload("startup/" + name) { { first.runInProcess() } }
    }
  }
}
