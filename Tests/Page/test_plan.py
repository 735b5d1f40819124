"""Plan: a worked answer at once, sliders that re-rank, cards, comparison, sharing."""

import re


def ranked(page):
    page.locator("#answer[aria-busy=false]").wait_for()
    page.locator("#answer-state", has_text=re.compile("ranked in")).wait_for()


def folded_open(page):
    """On a narrow screen the form is folded away beside the answer."""
    field = page.get_by_label("Requests an hour", exact=True)
    if not field.is_visible():
        page.locator(".side summary").first.click()
    return field


def test_a_worked_answer_and_another_question(visitor):
    page = visitor.open("")
    ranked(page)
    assert page.locator("article.plan-card").count() >= 3
    visitor.picture("plan")
    visitor.fits()
    field = folded_open(page)
    field.fill("20000")
    field.press("Enter")
    ranked(page)
    page.wait_for_timeout(300)
    assert "requests_per_hour=20000" in page.url
    visitor.picture("plan-question", whole=False)
    # The whole question is in the address.
    address = page.url
    first = page.locator("article.plan-card h3").first.inner_text()
    page.goto("about:blank")
    page.goto(address)
    ranked(page)
    assert page.locator("article.plan-card h3").first.inner_text() == first


def test_compares_plans(visitor):
    page = visitor.open("")
    ranked(page)
    boxes = page.locator("[data-compare]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("table", name=re.compile("side by side")).first.wait_for()
    assert "compare=1%2C2" in page.url
    visitor.picture("plan-comparison")
    visitor.fits()


def test_a_card_opens_to_its_arithmetic(desk):
    page = desk.open("")
    ranked(page)
    card = page.locator("article.plan-card").first
    card.locator("button.key-figure").first.click()
    card.locator("details[open] table, details[open] dl, details[open] li").first.wait_for()
    card.get_by_text("Launch it, then check it").click()
    card.locator("pre").first.wait_for()
    desk.picture("plan-card")


def test_nothing_feasible_says_what_to_loosen(desk):
    page = desk.open("#/plan?task=chat&requests_per_hour=100000&e2e_p95=200ms&budget=5/month")
    page.get_by_role("heading", name="Nothing meets the question").wait_for()
    desk.picture("plan-nothing")


def test_a_mistake_is_named_beside_its_field(desk):
    desk.expected.append("422")
    page = desk.open("#/plan?task=chat&requests_per_hour=many")
    page.locator(".field-error:visible").first.wait_for()


def test_exports(desk):
    page = desk.open("")
    ranked(page)
    for kind in ("json", "markdown", "csv"):
        with page.expect_download() as taken:
            page.locator(f"[data-export={kind}]").click()
        assert taken.value.path().stat().st_size > 200
