"""axe-core on every view in both themes, and the keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visitor, until

PLACES = {
    "plan": "#/plan", "estimate": "#/estimate", "simulate": "#/simulate",
    "advise": "#/advise", "advice": "#/advise?building=api&api-need=lowest-cost", "tree": "#/advise?tab=tree",
    "finder": "#/advise?tab=finder", "guide": "#/advise?tab=guide&guide=decision-tree",
    "catalog": "#/catalog?kind=models&open=meta-llama%2FLlama-3.1-8B", "accuracy": "#/accuracy",
}
READY = {
    "plan": "article.plan-card", "estimate": "figure.chart path.line", "simulate": ".timelines path.line", "advise": ".answer", "advice": ".tool",
    "tree": ".tree details", "finder": "tbody tr", "guide": "article.guide table", "catalog": ".catalog-detail dl", "accuracy": "path.dots",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("place", list(PLACES))
def test_axe_finds_nothing_serious(browser, server, place, theme):
    visitor = Visitor(browser, server, 1280, theme)
    page = visitor.open(PLACES[place])
    page.locator(READY[place]).first.wait_for(state="attached")
    until(page, "!document.querySelector('[aria-busy=true]')")
    visitor.picture(f"axe-{place}", whole=False)
    # Long lists are the same row over and over.
    page.evaluate("document.querySelectorAll('tbody').forEach((body) => [...body.children].slice(12).forEach((row) => row.remove()))")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    bad = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    visitor.close()
    assert not bad, "\n".join(
        f"{one['id']} ({one['impact']}): {one['help']}: " + "; ".join(node["html"][:160] + " " + (node.get("failureSummary") or "").replace("\n", " ")[:200] for node in one["nodes"][:4])
        for one in bad)


def test_plan_by_keyboard_alone(desk):
    """From the address bar: skip link, the form, a slider, a card, the chart."""
    page = desk.open("")
    page.locator("article.plan-card").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "view"
    seen = []

    def tab_to(test, most=90):
        for _ in range(most):
            page.keyboard.press("Tab")
            label = page.evaluate("""() => { const e = document.activeElement;
              return [e.tagName, e.type ?? '', e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? '', e.className].join(' | '); }""")
            seen.append(label)
            outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outlined != "none", f"no focus ring: {label}"
            if test(label):
                return
        raise AssertionError("the keyboard never got there: " + "\n".join(seen[-30:]))

    tab_to(lambda label: "Requests an hour, slider" in label)
    before = page.url
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    until(page, "before => location.href !== before", before)
    page.locator("#answer[aria-busy=false]").wait_for()
    tab_to(lambda label: "chart-plot" in label)
    page.keyboard.press("ArrowRight")
    assert page.locator(".tooltip:visible").count() == 1
    tab_to(lambda label: re.search("Compare", label) is not None)
    page.keyboard.press("Space")
    until(page, "location.hash.includes('compare=')")
    tab_to(lambda label: label.startswith("BUTTON") and "Show the arithmetic" in label)
    page.keyboard.press("Enter")
    until(page, "document.activeElement.closest('details')?.open")


def test_advice_by_keyboard_alone(desk):
    page = desk.open("#/advise")
    page.locator(".answer").first.wait_for()
    page.locator(".answer").first.focus()
    for expected in ("Who runs the model?", "What does the engine need to do best?"):
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=expected).wait_for()
        # The heading is focused: the next stop is the first answer.
        page.keyboard.press("Tab")
        assert "answer" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Use vLLM").wait_for()


def test_themes_can_be_chosen(desk):
    page = desk.open("#/catalog")
    button = page.get_by_role("button", name=re.compile("Theme"))
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    button.click()
    button.click()
    assert page.get_by_role("button", name="Theme: dark").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != ground
