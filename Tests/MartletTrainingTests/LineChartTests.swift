import Foundation
import FoundationXML
import MartletTraining
import Testing

/// Learning curves as SVG: well-formed, with round numbers at the axes, and with the best value marked.
@Suite struct LineChartTests {
  private func chart(_ values: [Double], unit: LineChart.Unit = .number, best: LineChart.Best? = nil) -> LineChart {
    LineChart(
      title: "test", panels: [.init(yLabel: "y", series: [.init("curve", values)], best: best, unit: unit)])
  }

  @Test(arguments: [
    // values, then the labels at the vertical axis: 1, 2, 2.5 or 5 times a power of ten, zero where it is near
    ([0.05, 0.92], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([12.1, 17.9], ["12", "13", "14", "15", "16", "17", "18"]),
    ([0.001, 0.0024], ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020", "0.0025"]),
    ([-3, 4], ["-4", "-2", "0", "2", "4"]),
    ([5, 5], ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
    ([1e-6, 3e-6], ["0", "5e-7", "1e-6", "1.5e-6", "2e-6", "2.5e-6", "3e-6"]),
    ([0, 3e7], ["0", "5e6", "1e7", "1.5e7", "2e7", "2.5e7", "3e7"]),
  ])
  func choosesRoundNumbers(values: [Double], labels: [String]) throws {
    #expect(try Document(chart(values).svg).texts(anchor: "end") == labels)
  }

  @Test func writesSharesAsPercentages() throws {
    let labels = try Document(chart([0.86, 0.99], unit: .percent).svg).texts(anchor: "end")
    #expect(labels == ["85.0%", "87.5%", "90.0%", "92.5%", "95.0%", "97.5%", "100.0%"])
  }

  @Test(arguments: [
    (1, ["1"]), (2, ["1", "2"]), (5, ["1", "2", "3", "4", "5"]), (10, ["2", "4", "6", "8", "10"]),
    (30, ["5", "10", "15", "20", "25", "30"]), (5000, ["1,000", "2,000", "3,000", "4,000", "5,000"]),
  ])
  func numbersTheStepsInWholeNumbers(count: Int, labels: [String]) throws {
    let texts = try Document(chart((0..<count).map(Double.init)).svg).texts(anchor: "middle")
    #expect(texts.filter { Int($0.filter { $0 != "," }) != nil } == labels)
  }

  @Test func marksTheBestValue() throws {
    #expect(try Document(chart([3, 1, 2], best: .lowest).svg).texts(anchor: "middle").contains("1.0000 at epoch 2"))
    let shares = chart([0.5, .nan, 0.975], unit: .percent, best: .highest)
    #expect(try Document(shares.svg).texts(anchor: "middle").contains("97.50% at epoch 3"))
    #expect(try Document(chart([3, 1, 2]).svg).count(of: "circle", where: "class", is: "ring") == 0)
    #expect(try Document(chart([3, 1, 2], best: .lowest).svg).count(of: "circle", where: "class", is: "ring") == 1)
  }

  @Test func leavesGapsWhereThereIsNoNumber() throws {
    let svg = chart([1, 2, .nan, 3, .infinity, 1e305, 2, 1]).svg
    #expect(try Document(svg).attributes("d", of: "path").map { $0.filter { $0 == "M" }.count } == [3])
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test(arguments: [[], [.nan], [0], [-1e200, 1e200], [1, 1 + 1e-15], [1e-300, 2e-300]] as [[Double]])
  func drawsAnyValues(values: [Double]) throws {
    let svg = chart(values, best: .highest).svg
    _ = try Document(svg)
    #expect(!svg.contains("\"nan") && !svg.contains("\"inf"))
  }

  @Test func escapesNames() throws {
    let name = "a < b & \"c\" > d\u{1}"
    let chart = LineChart(title: name, panels: [.init(yLabel: name, xLabel: name, series: [.init(name, [1, 2])])])
    let document = try Document(chart.svg)
    #expect(document.texts(anchor: "start") == ["a < b & \"c\" > d"])
    #expect(document.count(of: "g", where: "transform", is: "translate(10 44)") == 1)
  }

  @Test func writesTheFileOrSaysWhyNot() throws {
    let path = NSTemporaryDirectory() + "martlet-\(UUID().uuidString).svg"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try chart([1, 2]).write(to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == chart([1, 2]).svg)
    let error = #expect(throws: LineChart.WriteError.self) { try chart([1]).write(to: "/nonexistent/a.svg") }
    #expect(error?.description.hasPrefix("/nonexistent/a.svg: ") == true)
  }
}

/// The elements of an XML document; throws when it is not well-formed.
private final class Document: NSObject, XMLParserDelegate {
  private var elements: [(name: String, attributes: [String: String], text: String)] = []

  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    try #require(parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  func texts(anchor: String) -> [String] {
    elements.filter { $0.name == "text" && $0.attributes["text-anchor"] == anchor }
      .map { $0.text.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  func attributes(_ attribute: String, of name: String) -> [String] {
    elements.filter { $0.name == name }.compactMap { $0.attributes[attribute] }
  }

  func count(of name: String, where attribute: String, is value: String) -> Int {
    attributes(attribute, of: name).filter { $0 == value }.count
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes, ""))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    elements[elements.count - 1].text += text
  }
}
