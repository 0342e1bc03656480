import ArgumentParser
import Martlet

/// `martlet`: what a user does without writing a program.
@main
struct MartletCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet", abstract: "Deep learning in Swift.", version: RuntimeInfo.version,
    subcommands: [Info.self, Demo.self, Inspect.self, Convert.self])
}
