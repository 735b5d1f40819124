import InferencePlanner
import LoadGenerator
import MeasurementStore
import StructuredText

/// Why there is no measurement: one type over what the layers below say.
public enum MeasurementError: Error, Sendable, CustomStringConvertible {
  case load(LoadError)
  case store(StoreError)
  case planner(PlannerError)
  /// A plan or an estimate that measurements cannot be held against.
  case forecast(file: String, reason: String)
  /// A document that cannot be written.
  case text(StructuredTextError)
  /// Measurements from which nothing can be learnt.
  case nothingToLearn(String)

  public var description: String {
    switch self {
    case .load(let error): error.description
    case .store(let error): error.description
    case .planner(let error): error.description
    case .forecast(let file, let reason): "\(file): \(reason)"
    case .text(let error): error.description
    case .nothingToLearn(let reason): reason
    }
  }

  static func load<T>(_ body: () throws(LoadError) -> T) throws(MeasurementError) -> T {
    do { return try body() } catch { throw .load(error) }
  }

  static func store<T>(_ body: () throws(StoreError) -> T) throws(MeasurementError) -> T {
    do { return try body() } catch { throw .store(error) }
  }

  static func planner<T>(_ body: () throws(PlannerError) -> T) throws(MeasurementError) -> T {
    do { return try body() } catch { throw .planner(error) }
  }
}
