import Quantities

/// How many replicas a load needs, on how many machines, and how busy they are.
public struct CapacityPlan: Hashable, Sendable {
  /// Replicas that the load needs; at least those asked for.
  public let replicas: Int
  /// Replicas that find room on one machine; 0 where one replica spans several.
  public let replicasPerMachine: Int
  /// Machines that one replica spans.
  public let machinesPerReplica: Int
  /// Whole machines that carry the replicas.
  public let machines: Int
  /// Requests per hour that one replica serves.
  public let requestsPerHourPerReplica: Double
  /// Requests per hour offered, where known.
  public let offeredPerHour: Double?

  /// Replicas that the machines can carry: those beyond ``replicas`` would cost nothing more.
  public var replicasThatFit: Int {
    replicasPerMachine > 0
      ? machines * replicasPerMachine : machines / max(1, machinesPerReplica)
  }

  /// Requests per hour that the machines serve when every replica that fits is there and busy.
  public var requestsPerHourAtFullLoad: Double {
    Double(replicasThatFit) * requestsPerHourPerReplica
  }

  /// The offered load as a part of what ``replicas`` serve, 0…1; `nil` when it is unknown.
  public var utilisation: Double? {
    offeredPerHour.map { min(1, $0 / (Double(replicas) * requestsPerHourPerReplica)) }
  }

  /// The offered load as a part of what the machines could serve, 0…1; `nil` when it is unknown.
  public var machineUtilisation: Double? {
    offeredPerHour.map { min(1, $0 / requestsPerHourAtFullLoad) }
  }

  /// Whether the load is more than the replicas asked for could serve.
  public let isScaledByLoad: Bool

  /// Plans machines of `perMachine` accelerators each.
  /// - Parameters:
  ///   - name: what the machine is called in messages.
  ///   - minimumReplicas: replicas that run whatever the load; at least 1.
  /// - Throws: ``EconomicsError`` for inputs out of range, and where one replica needs more than a
  ///   share of a device that cannot be joined with others.
  public init(
    load: LoadProfile, rate: ServingRate, perMachine: Double, named name: String,
    minimumReplicas: Int = 1
  ) throws(EconomicsError) {
    try load.checked()
    try rate.checked()
    try check(perMachine, "the accelerators of \(name)", from: 1e-6)
    try check(Double(minimumReplicas), "the number of replicas", from: 1)

    requestsPerHourPerReplica = rate.requestsPerHourAtFullLoad
    offeredPerHour = load.requestsPerHour
    let needed = Self.whole(
      (load.requestsPerHour ?? 0) / rate.requestsPerHourAtFullLoad, .up)
    isScaledByLoad = needed > Double(minimumReplicas)
    let replicas = max(needed, Double(minimumReplicas))

    let fit = Self.whole(perMachine / rate.acceleratorsPerReplica, .down)
    let span = fit >= 1 ? 1 : Self.whole(rate.acceleratorsPerReplica / perMachine, .up)
    // Shares of a device are memory partitions: two halves do not make a whole.
    guard fit >= 1 || perMachine >= 1 else {
      throw .doesNotFit(
        offer: name, needed: rate.acceleratorsPerReplica, available: perMachine)
    }
    let machines = fit >= 1 ? Self.whole(replicas / fit, .up) : replicas * span
    guard machines <= 1e9, replicas <= 1e9, fit <= 1e9, machines * max(1, fit) <= 1e15 else {
      throw .unusable(
        what: "the number of machines", value: max(machines, replicas),
        accepted: "at most 1000000000")
    }
    self.replicas = Int(replicas)
    self.machines = Int(machines)
    replicasPerMachine = Int(fit)
    machinesPerReplica = Int(span)
  }

  /// Rounds to a whole number, forgiving the last digits of a quotient that should be one.
  private static func whole(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
    let nearest = value.rounded()
    return (value - nearest).magnitude <= 1e-9 * max(1, value) && nearest > 0
      ? nearest : value.rounded(rule)
  }

  /// What a reader should know of the plan.
  func remarks(machine: String) -> [String] {
    var remarks: [String] = []
    if isScaledByLoad, let offeredPerHour {
      remarks.append(
        "the load of \(Words.number(offeredPerHour)) requests/h needs \(replicas) replicas: one "
          + "serves \(Words.number(requestsPerHourPerReplica)) requests/h")
    }
    if replicasThatFit > replicas {
      remarks.append(
        "\(Words.count(replicas, "replica")) of \(replicasThatFit) that fit on "
          + "\(Words.count(machines, machine)): the rest of the accelerators is paid for and idle")
    }
    if machinesPerReplica > 1 {
      remarks.append("one replica spans \(machinesPerReplica) \(machine)s")
    }
    return remarks
  }
}
