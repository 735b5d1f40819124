"""Estimate: one deployment taken apart."""


def settled(page):
    page.locator("#answer[aria-busy=false]").wait_for()
    page.locator("figure.chart svg path.line").first.wait_for(state="attached")


def test_follows_its_inputs(visitor):
    page = visitor.open("#/estimate")
    settled(page)
    visitor.picture("estimate")
    visitor.fits()
    field = page.get_by_label("Model", exact=True)
    if not field.is_visible():
        page.locator(".side summary").first.click()
    field.fill("qwen3-8b")
    field.press("Enter")
    page.locator("#answer", has_text="Qwen3-8B").wait_for()
    assert "model=qwen3-8b" in page.url


def test_charts_answer_to_the_keyboard(desk):
    page = desk.open("#/estimate")
    settled(page)
    plot = page.locator("figure.chart .chart-plot").first
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".tooltip:visible").count() == 1
