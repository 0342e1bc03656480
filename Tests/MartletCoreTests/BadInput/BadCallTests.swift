import Martlet
import Testing

/// Wrong calls stop the program with one message that names what was given and what would fit.
@Suite struct BadCallTests {
  @Test(arguments: BadCall.all)
  func stopsWithAMessage(_ bad: BadCall) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = bad.name as String] in
      BadCall.run(name)
    }
    let line = result?.message.split(separator: "\n").first { $0.contains("Fatal error: ") } ?? ""
    for word in bad.mentions { #expect(line.contains(word), "\(line)") }
  }

  @Test func namesAreUnique() {
    #expect(Set(BadCall.all.map(\.name)).count == BadCall.all.count)
  }
}
