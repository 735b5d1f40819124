import Advice
import Catalog
import Economics
import InferencePlanner
import Presentation
import Quantities

/// Prices and devices in guides, each with its date.
extension GuideWriter {
  /// `@rentals devices=a100-sxm-80, h100-sxm; providers=aws, lambda; per=hour`: the cheapest dated
  /// price of a device by provider, on demand, whole machines divided by their devices.
  func rentalMatrix(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    let isMonthly = call.fields["per"] == "month"
    let hours = assumptions["hours_per_month"]?.value ?? 730
    var devices: [(title: String, ids: [String])] = []
    for name in call.list("devices") {
      // "A100 80GB:a100-sxm-80+a100-pcie-80": a title and the devices that count as it.
      let parts = name.split(separator: ":").map(String.init)
      devices.append((parts[0], (parts.last ?? name).split(separator: "+").map(String.init)))
    }
    var table = Table(
      columns: [.init("Provider", priority: 2)] + devices.map { .init($0.title, .trailing) })
    for provider in call.list("providers") {
      var cells = [provider]
      for device in devices {
        let offers = rentals.filter {
          $0.provider == provider && $0.onDemand != nil && $0.acceleratorCount.value >= 1
            && device.ids.contains($0.accelerator ?? "")
        }
        let dated = offers.filter { $0.provenance.asOf != nil }
        let best = (dated.isEmpty ? offers : dated).min {
          (perDevice($0), $0.id) < (perDevice($1), $1.id)
        }
        guard let best else {
          cells.append(NumberFormat.missing)
          continue
        }
        // A month is of the machine as it is rented.
        let amount = isMonthly ? (best.onDemand?.value ?? 0) * hours : perDevice(best)
        let count = best.acceleratorCount.value
        cells.append(
          (isMonthly ? NumberFormat.count(amount.rounded()) : NumberFormat.significant(amount))
            + (count > 1 ? " (of \(Int(count)))" : "") + ", " + best.provenance.date)
      }
      table.addRow(cells)
    }
    return [.table(table)]
  }

  private func perDevice(_ rental: Rental) -> Double {
    (rental.onDemand?.value ?? .infinity) / max(rental.acceleratorCount.value, 1e-9)
  }

  /// `@instances` with rows `use | aws:g4dn.xlarge`: instance types with their prices.
  func instances(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Use", priority: 2), .init("Instance"), .init("Devices"),
      .init("USD an hour", .trailing), .init("Spot", .trailing), .init("USD a month", .trailing),
      .init("Price of"),
    ])
    let hours = assumptions["hours_per_month"]?.value ?? 730
    for row in call.rows {
      let parts = row.split(separator: "|").map(DirectiveCall.trimmed)
      guard let use = parts.first, let id = parts.last, parts.count == 2 else {
        throw .field(name: "instances", found: row, accepted: "use | provider:instance")
      }
      guard
        let rental = rentals.filter({ $0.shortID == id || $0.id == id })
          .min(by: { ($0.onDemand ?? .zero, $0.id) < ($1.onDemand ?? .zero, $1.id) })
      else {
        throw .catalog(.unknown(kind: "offer", name: id, suggestions: []))
      }
      table.addRow(
        use, rental.id,
        "\(NumberFormat.significant(rental.acceleratorCount.value))× \(rental.acceleratorName)",
        rental.onDemand.map { NumberFormat.significant($0.value) } ?? NumberFormat.missing,
        rental.spot.map { NumberFormat.significant($0.value) } ?? NumberFormat.missing,
        rental.onDemand.map { NumberFormat.count(($0.value * hours).rounded()) }
          ?? NumberFormat.missing, rental.provenance.date)
    }
    return [.table(table)]
  }

  /// `@devices h100-sxm, rtx-4090`: what devices are.
  func deviceTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Device", priority: 2), .init("Memory", .trailing), .init("GB/s", .trailing),
      .init("FP16 dense, TFLOPS", .trailing), .init("Link"), .init("Power, W", .trailing),
      .init("List price, USD", .trailing), .init("Source"),
    ])
    for name in call.names {
      let device: Accelerator
      do throws(CatalogError) {
        device = try planner.catalog.accelerator(name)
      } catch {
        throw .catalog(error)
      }
      table.addRow(
        device.name, NumberFormat.bytes(device.visibleMemory),
        device.memoryBandwidth.map { NumberFormat.count(($0 / 1e9).rounded()) }
          ?? NumberFormat.missing,
        device.computeRate(.fp16).map { NumberFormat.significant($0.rate / 1e12) }
          ?? NumberFormat.missing,
        device.interconnect?.name ?? "", device.power.map { NumberFormat.count($0.value) } ?? "",
        device.price.map {
          NumberFormat.count($0.amount.value) + ($0.date.map { " (\($0))" } ?? "")
        } ?? NumberFormat.missing,
        device.provenance.verification.rawValue + ", " + device.provenance.date)
    }
    return [.table(table)]
  }

  /// `@assumptions commit_discount_`: assumptions whose keys begin so.
  func assumptionTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("What", priority: 2), .init("Value", .trailing), .init("Unit"), .init("Where"),
      .init("Date and source"),
    ])
    for row in assumptions.rows where call.names.contains(where: { row.key.hasPrefix($0) }) {
      table.addRow(
        row.key.replacing("_", with: " "), NumberFormat.significant(row.value), row.unit,
        row.scope ?? "",
        "\(row.provenance.date), \(row.provenance.source)"
          + (row.provenance.verification == .fromMemory ? " (unverified)" : ""))
    }
    return [.table(table)]
  }
}
