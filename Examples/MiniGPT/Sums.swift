import Martlet

/// Numbers below a thousand in words.
func words(_ n: Int) -> String {
  let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  if n >= 100 { return small[n / 100] + " hundred" + (n % 100 == 0 ? "" : " and " + words(n % 100)) }
  if n >= 20 { return tens[n / 10] + (n % 10 == 0 ? "" : " " + small[n % 10]) }
  return small[n]
}

/// A text of sums: `forty two plus seven is forty nine.`
func sums(_ count: Int) -> String {
  let numbers = Tensor.randint(0, 100, [count, 2]).toArray(Int.self)
  return (0..<count).map { i in
    let (a, b) = (numbers[2 * i], numbers[2 * i + 1])
    return "\(words(a)) plus \(words(b)) is \(words(a + b)).\n"
  }.joined()
}

/// The characters of a text, numbered in alphabetical order.
struct Alphabet {
  private let characters: [Character]
  private let numbers: [Character: Int]

  init(of text: String) {
    characters = Set(text).sorted()
    numbers = Dictionary(uniqueKeysWithValues: zip(characters, 0...))
  }

  var count: Int { characters.count }
  func encode(_ text: String) -> [Int] { text.map { numbers[$0]! } }
  func decode(_ indices: [Int]) -> String { String(indices.map { characters[$0] }) }
}
