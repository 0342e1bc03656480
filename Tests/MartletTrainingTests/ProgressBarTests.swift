import MartletTraining
import Testing

/// What a progress bar writes, with a clock and a terminal of the test's making.
@Suite final class ProgressBarTests {
  private var written: [String] = []
  private var seconds = 0.0

  private func bar(
    total: Int = 60_000, interactive: Bool = true, color: Bool = false, columns: Int = 120
  ) -> ProgressBar {
    let terminal = Terminal(
      isInteractive: interactive, usesColor: color, columns: { columns }, write: { self.written.append($0) })
    return ProgressBar(
      total: total, unit: "images", prefix: "epoch 2/5", terminal: terminal, clock: { self.seconds })
  }

  @Test func drawsProgressInPlace() {
    let bar = bar()
    seconds = 2
    bar.update(24_690, metrics: [("loss", 0.12344), ("acc", 0.975)])
    #expect(
      written == [
        "\r\u{1B}[Kepoch 2/5   41% ━━━━━━━━━━━━──────────────────"
          + " 24,690/60,000  0:02 < 0:03  12,345 images/s  loss 0.1234  acc 97.50%"
      ])
  }

  @Test func drawsAtMostTenTimesASecond() {
    let bar = bar(total: 1000)
    for step in 1...1000 {
      seconds = Double(step) / 1000
      bar.update(step)
    }
    #expect((9...10).contains(written.count))
  }

  @Test func endsWithTheLastState() {
    let bar = bar()
    seconds = 3661
    bar.update(30_000)
    bar.update(60_000, metrics: [("loss", 5e-5)])
    bar.finish()
    bar.finish()
    bar.update(1)
    #expect(written.count == 2)
    #expect(written[1].contains("100%"))
    #expect(written[1].hasSuffix(" 60,000/60,000  1:01:01  16.4 images/s  loss 5.000e-05\n"))
  }

  @Test func printsOnePlainLineIntoFiles() {
    let bar = bar(interactive: false, color: true)
    for done in stride(from: 0, through: 60_000, by: 100) {
      seconds += 0.01
      bar.update(done, metrics: [("val_loss", .nan), ("val_acc", 1)])
    }
    #expect(written.isEmpty)
    bar.finish()
    #expect(written == ["epoch 2/5  60,000/60,000  0:06  9,983 images/s  val_loss nan  val_acc 100.00%\n"])
  }

  @Test(arguments: [0, 1, 20, 40, 60, 80, 100, 200])
  func fitsTheLine(columns: Int) throws {
    let bar = bar(columns: columns)
    seconds = 1
    bar.update(1234, metrics: [("loss", 0.5)])
    let line = try #require(written.first).dropFirst("\r\u{1B}[K".count)
    #expect(line.count < max(columns, 1))
    #expect(line.contains("─") == (columns >= 80))
  }

  @Test func coloursOnlyWhereWanted() throws {
    seconds = 1
    bar(color: true).update(100)
    bar(color: false).update(100)
    #expect(try #require(written.first).contains("\u{1B}[32m"))
    #expect(!(try #require(written.last).contains("\u{1B}[32m")))
  }

  @Test func standsNothingDoneAndNothingToDo() {
    seconds = 0
    bar().update(0)
    bar(total: 0).update(0)
    #expect(written[0].contains("  0% ") && written[0].contains("0:00 < ?"))
    #expect(written[1].contains("100% ") && written[1].contains("0/0"))
  }
}
