/// A kind of question for which something is computed beside naming tools.
///
/// A branch lives in a file of its own and stands in ``AdviceBranches/all``.
public protocol AdviceBranch: Sendable {
  /// Whether it has something to say at the end of this way.
  func concerns(_ path: FlowPath) -> Bool
  /// What it found.
  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding]
}

/// What a branch works with.
public struct BranchInput: Sendable {
  public var question: AdviceQuestion
  public var path: FlowPath
  public var adviser: Adviser

  public var details: AdviceDetails { question.details }
}

/// The branches there are.
public enum AdviceBranches {
  public static let all: [any AdviceBranch] = [
    ManagedAPIBranch(), GPURentalBranch(), SmallDeviceBranch(), StackBranch(), DataGravityBranch(),
  ]
}

extension FlowPath {
  /// Whether the way went through a flow.
  public func passes(_ flow: String) -> Bool { steps.contains { $0.flow.id == flow } }
}
