import InferencePlanner

/// What the program tells its caller.
enum ExitCode: Int32 {
  /// There is an answer.
  case success = 0
  /// The question was understood and has no feasible answer.
  case infeasible = 1
  /// The question was not understood.
  case badInput = 2
  /// The program is at fault.
  case internalError = 70

  init(_ error: PlannerError) { self = error.isInfeasible ? .infeasible : .badInput }
}
