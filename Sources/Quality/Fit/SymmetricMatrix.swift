/// A small dense symmetric positive definite matrix.
struct SymmetricMatrix: Sendable {
  let count: Int
  /// Row by row; both triangles are kept.
  private var elements: [Double]

  init(count: Int, diagonal: Double = 0, elsewhere: Double = 0) {
    self.count = count
    elements = Array(repeating: elsewhere, count: count * count)
    for i in 0..<count { elements[i * count + i] = diagonal }
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * count + column] }
    set { elements[row * count + column] = newValue }
  }

  /// Adds `weight × v vᵀ`.
  mutating func add(_ vector: [Double], weight: Double) {
    for i in 0..<count where vector[i] != 0 {
      for j in 0..<count { elements[i * count + j] += weight * vector[i] * vector[j] }
    }
  }

  /// `vᵀ A v`.
  func form(_ vector: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<count where vector[i] != 0 {
      for j in 0..<count { sum += vector[i] * vector[j] * elements[i * count + j] }
    }
    return sum
  }

  /// `A v`.
  func times(_ vector: [Double]) -> [Double] {
    (0..<count).map { i in
      (0..<count).reduce(0) { $0 + elements[i * count + $1] * vector[$1] }
    }
  }

  /// The inverse, by Cholesky's decomposition; a pivot that rounding pushed under 0 counts as tiny.
  var inverse: SymmetricMatrix {
    var l = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = elements[i * count + j]
        for k in 0..<j { sum -= l[i * count + k] * l[j * count + k] }
        l[i * count + j] =
          i == j ? max(sum, 1e-12).squareRoot() : sum / l[j * count + j]
      }
    }
    var result = SymmetricMatrix(count: count)
    for column in 0..<count {
      var x = [Double](repeating: 0, count: count)
      for i in 0..<count {
        var sum = i == column ? 1.0 : 0
        for k in 0..<i { sum -= l[i * count + k] * x[k] }
        x[i] = sum / l[i * count + i]
      }
      for i in stride(from: count - 1, through: 0, by: -1) {
        for k in (i + 1)..<max(i + 1, count) { x[i] -= l[k * count + i] * x[k] }
        x[i] /= l[i * count + i]
      }
      for i in 0..<count { result[i, column] = x[i] }
    }
    return result
  }
}
