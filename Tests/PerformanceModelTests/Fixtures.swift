import PerformanceModel
import TestSupport

func forecaster(_ deployment: Deployment) -> Forecaster {
  Forecaster(deployment, coefficients: builtIn.coefficients)
}
