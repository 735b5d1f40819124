#include "planner_page.h"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define SVG "image/svg+xml"

static const unsigned char index_html[] = {
#embed "files/index.html"
};

static const unsigned char api_js[] = {
#embed "files/api.js"
};

static const unsigned char charts_js[] = {
#embed "files/charts.js"
};

static const unsigned char dom_js[] = {
#embed "files/dom.js"
};

static const unsigned char form_js[] = {
#embed "files/form.js"
};

static const unsigned char format_js[] = {
#embed "files/format.js"
};

static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};

static const unsigned char main_js[] = {
#embed "files/main.js"
};

static const unsigned char plan_css[] = {
#embed "files/plan.css"
};

static const unsigned char scale_js[] = {
#embed "files/scale.js"
};

static const unsigned char style_css[] = {
#embed "files/style.css"
};

static const unsigned char table_js[] = {
#embed "files/table.js"
};

static const unsigned char views_css[] = {
#embed "files/views.css"
};

static const unsigned char views_accuracy_js[] = {
#embed "files/views/accuracy.js"
};

static const unsigned char views_advise_js[] = {
#embed "files/views/advise.js"
};

static const unsigned char views_advise_bars_js[] = {
#embed "files/views/advise/bars.js"
};

static const unsigned char views_advise_finder_js[] = {
#embed "files/views/advise/finder.js"
};

static const unsigned char views_advise_findings_js[] = {
#embed "files/views/advise/findings.js"
};

static const unsigned char views_advise_flows_js[] = {
#embed "files/views/advise/flows.js"
};

static const unsigned char views_advise_guides_js[] = {
#embed "files/views/advise/guides.js"
};

static const unsigned char views_advise_markdown_js[] = {
#embed "files/views/advise/markdown.js"
};

static const unsigned char views_advise_tree_js[] = {
#embed "files/views/advise/tree.js"
};

static const unsigned char views_advise_walk_js[] = {
#embed "files/views/advise/walk.js"
};

static const unsigned char views_catalog_js[] = {
#embed "files/views/catalog.js"
};

static const unsigned char views_deployment_js[] = {
#embed "files/views/deployment.js"
};

static const unsigned char views_estimate_js[] = {
#embed "files/views/estimate.js"
};

static const unsigned char views_estimate_charts_js[] = {
#embed "files/views/estimate/charts.js"
};

static const unsigned char views_estimate_fields_js[] = {
#embed "files/views/estimate/fields.js"
};

static const unsigned char views_estimate_results_js[] = {
#embed "files/views/estimate/results.js"
};

static const unsigned char views_explanation_js[] = {
#embed "files/views/explanation.js"
};

static const unsigned char views_parts_js[] = {
#embed "files/views/parts.js"
};

static const unsigned char views_plan_js[] = {
#embed "files/views/plan.js"
};

static const unsigned char views_plan_around_js[] = {
#embed "files/views/plan/around.js"
};

static const unsigned char views_plan_card_js[] = {
#embed "files/views/plan/card.js"
};

static const unsigned char views_plan_compare_js[] = {
#embed "files/views/plan/compare.js"
};

static const unsigned char views_plan_files_js[] = {
#embed "files/views/plan/files.js"
};

static const unsigned char views_plan_front_js[] = {
#embed "files/views/plan/front.js"
};

static const unsigned char views_plan_question_js[] = {
#embed "files/views/plan/question.js"
};

static const unsigned char views_simulate_js[] = {
#embed "files/views/simulate.js"
};

static const unsigned char views_simulate_result_js[] = {
#embed "files/views/simulate/result.js"
};

static const unsigned char openapi_json[] = {
#embed "openapi.json"
};

#define FILE(path, type, bytes) {path, type, bytes, sizeof bytes}

static const page_file files[] = {
  FILE("openapi.json", "application/json", openapi_json),
  FILE("index.html", HTML, index_html),
  FILE("api.js", SCRIPT, api_js),
  FILE("charts.js", SCRIPT, charts_js),
  FILE("dom.js", SCRIPT, dom_js),
  FILE("form.js", SCRIPT, form_js),
  FILE("format.js", SCRIPT, format_js),
  FILE("icon.svg", SVG, icon_svg),
  FILE("main.js", SCRIPT, main_js),
  FILE("plan.css", CSS, plan_css),
  FILE("scale.js", SCRIPT, scale_js),
  FILE("style.css", CSS, style_css),
  FILE("table.js", SCRIPT, table_js),
  FILE("views.css", CSS, views_css),
  FILE("views/accuracy.js", SCRIPT, views_accuracy_js),
  FILE("views/advise.js", SCRIPT, views_advise_js),
  FILE("views/advise/bars.js", SCRIPT, views_advise_bars_js),
  FILE("views/advise/finder.js", SCRIPT, views_advise_finder_js),
  FILE("views/advise/findings.js", SCRIPT, views_advise_findings_js),
  FILE("views/advise/flows.js", SCRIPT, views_advise_flows_js),
  FILE("views/advise/guides.js", SCRIPT, views_advise_guides_js),
  FILE("views/advise/markdown.js", SCRIPT, views_advise_markdown_js),
  FILE("views/advise/tree.js", SCRIPT, views_advise_tree_js),
  FILE("views/advise/walk.js", SCRIPT, views_advise_walk_js),
  FILE("views/catalog.js", SCRIPT, views_catalog_js),
  FILE("views/deployment.js", SCRIPT, views_deployment_js),
  FILE("views/estimate.js", SCRIPT, views_estimate_js),
  FILE("views/estimate/charts.js", SCRIPT, views_estimate_charts_js),
  FILE("views/estimate/fields.js", SCRIPT, views_estimate_fields_js),
  FILE("views/estimate/results.js", SCRIPT, views_estimate_results_js),
  FILE("views/explanation.js", SCRIPT, views_explanation_js),
  FILE("views/parts.js", SCRIPT, views_parts_js),
  FILE("views/plan.js", SCRIPT, views_plan_js),
  FILE("views/plan/around.js", SCRIPT, views_plan_around_js),
  FILE("views/plan/card.js", SCRIPT, views_plan_card_js),
  FILE("views/plan/compare.js", SCRIPT, views_plan_compare_js),
  FILE("views/plan/files.js", SCRIPT, views_plan_files_js),
  FILE("views/plan/front.js", SCRIPT, views_plan_front_js),
  FILE("views/plan/question.js", SCRIPT, views_plan_question_js),
  FILE("views/simulate.js", SCRIPT, views_simulate_js),
  FILE("views/simulate/result.js", SCRIPT, views_simulate_result_js),
};

const page_file *page_file_at(size_t place) {
  return place < sizeof files / sizeof files[0] ? &files[place] : NULL;
}
