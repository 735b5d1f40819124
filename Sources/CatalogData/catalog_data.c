#include "catalog_data.h"

#include <string.h>

#define EMBED_FILES(FILE) \
  FILE(models, "models.csv") \
  FILE(model_aliases, "model_aliases.csv") \
  FILE(accelerators, "accelerators.csv") \
  FILE(tensor_types, "tensor_types.csv") \
  FILE(weight_formats, "weight_formats.csv") \
  FILE(engines, "engines.csv") \
  FILE(engine_support, "engine_support.csv") \
  FILE(coefficients, "coefficients.csv") \
  FILE(coefficient_priors, "coefficient_priors.csv") \
  FILE(rentals, "rentals.csv") \
  FILE(serverless, "serverless.csv") \
  FILE(api_prices, "api_prices.csv") \
  FILE(assumptions, "assumptions.csv") \
  FILE(carbon_intensity, "carbon_intensity.csv") \
  FILE(tools, "tools.csv") \
  FILE(claims, "claims.csv") \
  FILE(flows, "flows.csv") \
  FILE(flow_questions, "flow_questions.csv") \
  FILE(flow_answers, "flow_answers.csv") \
  FILE(flow_conflicts, "flow_conflicts.csv") \
  FILE(stacks, "stacks.csv") \
  FILE(api_services, "api_services.csv") \
  FILE(device_limits, "device_limits.csv") \
  FILE(presets, "presets.csv") \
  FILE(compliance_duties, "compliance_duties.csv") \
  FILE(rollout_phases, "rollout_phases.csv") \
  FILE(deployment_settings, "deployment_settings.csv") \
  FILE(runtime_aliases, "runtime_aliases.csv") \
  FILE(hardware_aliases, "hardware_aliases.csv") \
  FILE(precision_aliases, "precision_aliases.csv") \
  FILE(reference_models, "reference_models.csv") \
  FILE(measured_model_aliases, "measured_model_aliases.csv") \
  FILE(measurement_rules, "measurement_rules.csv") \
  FILE(tasks, "tasks.csv") \
  FILE(task_quality, "task_quality.csv") \
  FILE(quality_levels, "quality_levels.csv") \
  FILE(quantization_methods, "quantization_methods.csv") \
  FILE(quantization_loss, "quantization_loss.csv") \
  FILE(use_cases, "use_cases.csv") \
  FILE(intervals, "intervals.csv") \
  FILE(known_hardware, "known_hardware.csv") \
  FILE(evidence, "evidence.csv") \
  FILE(vision_devices, "vision_devices.csv") \
  FILE(vision_cores, "vision_cores.csv") \
  FILE(vision_models, "vision_models.csv") \
  FILE(vision_runtimes, "vision_runtimes.csv") \
  FILE(vision_spellings, "vision_spellings.csv") \
  FILE(vision_sources, "vision_sources.csv") \
  FILE(vision_measurements, "vision_measurements.csv") \
  FILE(vision_accuracy, "vision_accuracy.csv") \
  FILE(vision_coefficients, "vision_coefficients.csv") \
  FILE(vision_intervals, "vision_intervals.csv") \
  FILE(guide_use_cases, "use-cases.guide") \
  FILE(guide_scenarios, "scenarios.guide") \
  FILE(guide_hardware, "hardware.guide") \
  FILE(guide_tools, "tools.guide") \
  FILE(guide_decision_tree, "decision-tree.guide") \
  FILE(scenario_chatbot, "chatbot.yaml") \
  FILE(scenario_classification, "classification.yaml") \
  FILE(scenario_code_assistant, "code-assistant.yaml") \
  FILE(scenario_content_generation, "content-generation.yaml") \
  FILE(scenario_summarization, "summarization.yaml") \
  FILE(scenario_support_chatbot, "support-chatbot.yaml")

static const unsigned char vision_devices[] = {
#embed "data/vision_devices.csv"
};
static const unsigned char vision_cores[] = {
#embed "data/vision_cores.csv"
};
static const unsigned char vision_models[] = {
#embed "data/vision_models.csv"
};
static const unsigned char vision_runtimes[] = {
#embed "data/vision_runtimes.csv"
};
static const unsigned char vision_spellings[] = {
#embed "data/vision_spellings.csv"
};
static const unsigned char vision_sources[] = {
#embed "data/vision_sources.csv"
};
static const unsigned char vision_measurements[] = {
#embed "data/vision_measurements.csv"
};
static const unsigned char vision_accuracy[] = {
#embed "data/vision_accuracy.csv"
};
static const unsigned char vision_coefficients[] = {
#embed "data/vision_coefficients.csv"
};
static const unsigned char vision_intervals[] = {
#embed "data/vision_intervals.csv"
};
static const unsigned char models[] = {
#embed "data/models.csv"
};
static const unsigned char model_aliases[] = {
#embed "data/model_aliases.csv"
};
static const unsigned char accelerators[] = {
#embed "data/accelerators.csv"
};
static const unsigned char tensor_types[] = {
#embed "data/tensor_types.csv"
};
static const unsigned char weight_formats[] = {
#embed "data/weight_formats.csv"
};
static const unsigned char engines[] = {
#embed "data/engines.csv"
};
static const unsigned char engine_support[] = {
#embed "data/engine_support.csv"
};
static const unsigned char coefficients[] = {
#embed "data/coefficients.csv"
};
static const unsigned char coefficient_priors[] = {
#embed "data/coefficient_priors.csv"
};
static const unsigned char rentals[] = {
#embed "data/rentals.csv"
};
static const unsigned char serverless[] = {
#embed "data/serverless.csv"
};
static const unsigned char api_prices[] = {
#embed "data/api_prices.csv"
};
static const unsigned char assumptions[] = {
#embed "data/assumptions.csv"
};
static const unsigned char carbon_intensity[] = {
#embed "data/carbon_intensity.csv"
};
static const unsigned char tools[] = {
#embed "data/tools.csv"
};
static const unsigned char presets[] = {
#embed "data/presets.csv"
};
static const unsigned char compliance_duties[] = {
#embed "data/compliance_duties.csv"
};
static const unsigned char rollout_phases[] = {
#embed "data/rollout_phases.csv"
};
static const unsigned char deployment_settings[] = {
#embed "data/deployment_settings.csv"
};
static const unsigned char claims[] = {
#embed "data/claims.csv"
};
static const unsigned char runtime_aliases[] = {
#embed "data/runtime_aliases.csv"
};
static const unsigned char hardware_aliases[] = {
#embed "data/hardware_aliases.csv"
};
static const unsigned char precision_aliases[] = {
#embed "data/precision_aliases.csv"
};
static const unsigned char reference_models[] = {
#embed "data/reference_models.csv"
};
static const unsigned char measured_model_aliases[] = {
#embed "data/measured_model_aliases.csv"
};
static const unsigned char measurement_rules[] = {
#embed "data/measurement_rules.csv"
};
static const unsigned char tasks[] = {
#embed "data/tasks.csv"
};
static const unsigned char task_quality[] = {
#embed "data/task_quality.csv"
};
static const unsigned char quality_levels[] = {
#embed "data/quality_levels.csv"
};
static const unsigned char quantization_methods[] = {
#embed "data/quantization_methods.csv"
};
static const unsigned char quantization_loss[] = {
#embed "data/quantization_loss.csv"
};
static const unsigned char use_cases[] = {
#embed "data/use_cases.csv"
};
static const unsigned char intervals[] = {
#embed "data/intervals.csv"
};
static const unsigned char known_hardware[] = {
#embed "data/known_hardware.csv"
};
static const unsigned char evidence[] = {
#embed "data/evidence.csv"
};
static const unsigned char flows[] = {
#embed "data/flows.csv"
};
static const unsigned char flow_questions[] = {
#embed "data/flow_questions.csv"
};
static const unsigned char flow_answers[] = {
#embed "data/flow_answers.csv"
};
static const unsigned char flow_conflicts[] = {
#embed "data/flow_conflicts.csv"
};
static const unsigned char stacks[] = {
#embed "data/stacks.csv"
};
static const unsigned char api_services[] = {
#embed "data/api_services.csv"
};
static const unsigned char device_limits[] = {
#embed "data/device_limits.csv"
};
static const unsigned char guide_use_cases[] = {
#embed "data/guides/use-cases.guide"
};
static const unsigned char guide_scenarios[] = {
#embed "data/guides/scenarios.guide"
};
static const unsigned char guide_hardware[] = {
#embed "data/guides/hardware.guide"
};
static const unsigned char guide_tools[] = {
#embed "data/guides/tools.guide"
};
static const unsigned char guide_decision_tree[] = {
#embed "data/guides/decision-tree.guide"
};
static const unsigned char scenario_chatbot[] = {
#embed "../../Examples/scenarios/chatbot.yaml"
};
static const unsigned char scenario_classification[] = {
#embed "../../Examples/scenarios/classification.yaml"
};
static const unsigned char scenario_code_assistant[] = {
#embed "../../Examples/scenarios/code-assistant.yaml"
};
static const unsigned char scenario_content_generation[] = {
#embed "../../Examples/scenarios/content-generation.yaml"
};
static const unsigned char scenario_summarization[] = {
#embed "../../Examples/scenarios/summarization.yaml"
};
static const unsigned char scenario_support_chatbot[] = {
#embed "../../Examples/scenarios/support-chatbot.yaml"
};

#define ENTRY(symbol, file) {file, symbol, sizeof symbol},
static const catalog_file files[] = {EMBED_FILES(ENTRY)};

const catalog_file *catalog_file_named(const char *name) {
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (strcmp(files[i].name, name) == 0) return &files[i];
  return NULL;
}
