import Glibc

/// A symmetric positive definite system in packed storage, solved by Cholesky's decomposition.
struct NormalEquations {
  let count: Int
  /// The lower triangle, row by row.
  private var matrix: [Double]
  private(set) var right: [Double]

  init(count: Int) {
    self.count = count
    matrix = Array(repeating: 0, count: count * (count + 1) / 2)
    right = Array(repeating: 0, count: count)
  }

  /// Adds `weight × (J Jᵀ, −J r)` for a row that is zero but at `indices`.
  mutating func add(indices: [Int], values: [Double], residual: Double, weight: Double) {
    for (a, i) in indices.enumerated() {
      let scaled = weight * values[a]
      right[i] -= scaled * residual
      for (b, j) in indices.enumerated() where j <= i {
        matrix[i * (i + 1) / 2 + j] += scaled * values[b]
      }
    }
  }

  /// Adds a pull of strength `weight` towards `target` on an unknown that stands at `value`.
  mutating func pull(_ index: Int, from value: Double, to target: Double, weight: Double) {
    matrix[index * (index + 1) / 2 + index] += weight
    right[index] += weight * (target - value)
  }

  /// The solution with every diagonal element raised by `damping` of itself; `nil` where rounding
  /// leaves the matrix without a decomposition.
  /// - Complexity: O(n³ / 6).
  func solve(damping: Double) -> [Double]? {
    var l = matrix
    for i in 0..<count { l[i * (i + 1) / 2 + i] *= 1 + damping }
    for i in 0..<count {
      let rowI = i * (i + 1) / 2
      for j in 0...i {
        let rowJ = j * (j + 1) / 2
        var sum = l[rowI + j]
        for k in 0..<j { sum -= l[rowI + k] * l[rowJ + k] }
        if i == j {
          guard sum > 1e-14 else { return nil }
          l[rowI + i] = sum.squareRoot()
        } else {
          l[rowI + j] = sum / l[rowJ + j]
        }
      }
    }
    var x = right
    for i in 0..<count {
      let row = i * (i + 1) / 2
      for k in 0..<i { x[i] -= l[row + k] * x[k] }
      x[i] /= l[row + i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(i + 1, count) { x[i] -= l[k * (k + 1) / 2 + i] * x[k] }
      x[i] /= l[i * (i + 1) / 2 + i]
    }
    return x
  }
}
