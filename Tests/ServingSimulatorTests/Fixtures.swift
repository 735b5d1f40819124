import PerformanceModel
import ServingSimulator
import TestSupport

/// A simulation of a deployment.
func simulation(
  _ deployment: Deployment, _ traffic: Traffic, _ settings: SimulationSettings
) -> Simulation {
  Simulation(
    deployment, coefficients: builtIn.coefficients, traffic: traffic, settings: settings)
}
