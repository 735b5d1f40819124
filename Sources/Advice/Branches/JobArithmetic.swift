import Catalog
import Economics
import Presentation
import Quantities

/// What a training job costs on demand and on machines that can be taken away.
struct JobArithmetic {
  let market: RentalMarket

  /// The job on the cheapest offers that have both prices.
  func finding(
    _ hours: Double, _ details: AdviceDetails
  ) throws(AdviceError) -> Finding {
    let (job, words) = try job(hours, details)
    let rows = try market.interruptible(details)
      .sorted { ($0.device.memoryBandwidth ?? 0) > ($1.device.memoryBandwidth ?? 0) }.prefix(10)
    return Finding(
      key: "interruptible_job", title: "The job on machines that can be taken away",
      words: words + [
        "Save every \(NumberFormat.seconds(job.interval)) (Daly 2006; Young 1974: √(2 × "
          + "\(NumberFormat.seconds(job.checkpoint)) × "
          + "\(NumberFormat.seconds(job.meanTimeBetweenInterruptions))) = "
          + "\(NumberFormat.seconds(job.youngInterval))). "
          + "\(NumberFormat.seconds(job.work)) of work then take "
          + "\(NumberFormat.seconds(job.wallTime)), \(NumberFormat.percent(job.overhead)) more, with "
          + "\(NumberFormat.significant(job.expectedInterruptions, digits: 2)) interruptions; "
          + "never saved they would take "
          + "\(Self.long(job.wallTimeWithoutCheckpoints))."
      ],
      columns: [
        .init("device", "Device", priority: 2), .init("offer", "Offer"),
        .init("on_demand_usd", "On demand, USD", .trailing),
        .init("spot_usd", "Spot with restarts, USD", .trailing),
        .init("saving", "Saving", .trailing), .init("as_of", "Price of"),
      ],
      rows: rows.map { offer in
        let whole = (offer.onDemand?.value ?? 0) * hours
        let spot = (offer.spot?.value ?? 0) * job.wallTime.value / 3600
        return [
          .init(offer.device.name), .init(offer.rental.id),
          .init(whole) { NumberFormat.significant($0, digits: 3) },
          .init(spot) { NumberFormat.significant($0, digits: 3) },
          .init(1 - spot / max(whole, 1e-9)) { NumberFormat.percent($0) },
          .init(offer.rental.provenance.date),
        ]
      },
      notes: rows.isEmpty ? ["none of these offers has a spot price"] : [])
  }

  /// The job with what is assumed of it, in words.
  func job(
    _ hours: Double, _ details: AdviceDetails
  ) throws(AdviceError) -> (InterruptibleJob, [String]) {
    var words: [String] = []
    func assumed(_ key: String) throws(AdviceError) -> Assumption {
      try AdviceError.fromCatalog { () throws(CatalogError) in
        try market.assumptions.required(key)
      }
    }
    let restart = Seconds(try assumed("restart_minutes").value * 60)
    let between: Seconds
    if let given = details.interruptionEvery {
      between = given
    } else {
      between = Seconds(try assumed("spot_hours_between_interruptions").value * 3600)
      words.append(
        "Assumed: an interruption every \(NumberFormat.seconds(between)) "
          + "(--interruption-every), \(NumberFormat.seconds(restart)) to be back.")
    }
    let checkpoint: Seconds
    if let given = details.checkpointTime {
      checkpoint = given
    } else if let parameters = details.trainedParameters {
      let perParameter = try assumed("checkpoint_bytes_per_parameter")
      let rate = try assumed("checkpoint_write_rate")
      let size = Bytes(parameters * perParameter.value)
      checkpoint = Seconds(size.gigabytes / max(rate.value, 1e-9))
      words.append(
        "A checkpoint of \(NumberFormat.count(parameters / 1e6)) M parameters × "
          + "\(NumberFormat.significant(perParameter.value, digits: 3)) bytes is "
          + "\(NumberFormat.bytes(size)): \(NumberFormat.seconds(checkpoint)) at "
          + "\(NumberFormat.significant(rate.value, digits: 2)) GB/s "
          + "(\(perParameter.provenance.source)).")
    } else {
      throw .missing(
        name: "checkpoint-time", accepted: "a time such as 60s, or --trained-parameters 7B")
    }
    let job = try AdviceError.fromEconomics { () throws(EconomicsError) in
      try InterruptibleJob(
        work: Seconds(hours * 3600), checkpoint: checkpoint, restart: restart,
        meanTimeBetweenInterruptions: between)
    }
    return (job, words)
  }

  /// A time of years is no plan.
  private static func long(_ span: Seconds) -> String {
    span.value < 3.15e8 ? NumberFormat.seconds(span) : "more than ten years"
  }
}
