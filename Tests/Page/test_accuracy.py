"""Accuracy: quantities, filters, points with their source."""

import re

from conftest import until


def test_filters_and_opens_a_measurement(visitor):
    page = visitor.open("#/accuracy")
    page.locator("figure.chart path.dots").first.wait_for()
    visitor.picture("accuracy")
    visitor.fits()
    page.get_by_role("button", name=re.compile("^Decoding speed")).click()
    page.get_by_label("Engine", exact=True).select_option("llama.cpp")
    assert "quantity=decode" in page.url and "engine=llama.cpp" in page.url
    assert page.locator("figure.chart path.dots").count() >= 1
    # As a person without a mouse: into the chart, two points on, keep it.
    page.get_by_role("group", name=re.compile("forecast against measurement")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.locator(".measurement")
    card.get_by_text("Source:").wait_for()
    assert "Measured" in card.inner_text()
    visitor.picture("accuracy-measurement")
    visitor.fits()


def test_hover_shows_a_measurement(desk):
    page = desk.open("#/accuracy?quantity=TPOT")
    plot = page.locator(".scatter .chart-plot")
    page.locator("figure.chart path.dots").first.wait_for()
    x, y = map(float, re.search(r"M([\d.]+),([\d.]+)", page.locator("figure.chart path.dots").first.get_attribute("d")).groups())
    plot.hover(position={"x": x, "y": y})
    tip = page.locator(".scatter .tooltip")
    tip.wait_for()
    assert "Source" in tip.inner_text()


def test_groups_and_words(desk):
    page = desk.open("#/accuracy?quantity=TTFT&by=device")
    page.get_by_role("table", name="Error by device").wait_for()
    page.get_by_label("Words").fill("mlperf")
    until(page, "document.querySelector('.tiles')?.innerText.includes('Median error')")
    assert page.get_by_role("table", name="Measurements and forecasts").locator("tbody tr").count() > 0


def test_filtering_thousands_of_points_is_quick(desk, figures):
    page = desk.open("#/accuracy")
    page.locator("figure.chart path.dots").first.wait_for()
    took = page.evaluate("""async () => {
      const buttons = [...document.querySelectorAll('.quantity')], times = [];
      for (let n = 0; n < buttons.length; n += 1) {
        const start = performance.now();
        document.querySelectorAll('.quantity')[n].click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
      }
      return times;
    }""")
    figures.append(f"accuracy: another quantity drawn in {sorted(took)[len(took) // 2]:.0f} ms (worst {max(took):.0f} ms)")
