"""Simulate: a worked run at once, a question of one's own, a trace, cancelling."""

import re

from conftest import until

TRACE = "arrival_s,input_tokens,output_tokens\n" + "".join(f"{n * 0.4:.1f},{200 + n % 7 * 90},{40 + n % 5 * 30}\n" for n in range(300))


def done(page):
    until(page, "document.querySelector('[role=region][aria-label=Result]')?.getAttribute('aria-busy') === 'false'")


def unfolded(page):
    """On a narrow screen the form is folded away above the answer."""
    if not page.get_by_label("Model", exact=True).is_visible():
        page.get_by_text("Change what is simulated").click()


def test_shows_a_run_and_plays_another(visitor):
    page = visitor.open("#/simulate")
    done(page)
    page.get_by_role("heading", name="Keeps every objective").wait_for()
    assert page.locator(".timelines figure").count() >= 4
    visitor.picture("simulate")
    visitor.fits()
    unfolded(page)
    page.get_by_label("Per token, p95").fill("30ms")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("heading", name="Misses tpot.p95").wait_for()
    assert "tpot=30ms" in page.url
    cell = page.get_by_role("row", name=re.compile("Per further token")).get_by_text("✗ over")
    assert cell.is_visible()
    visitor.picture("simulate-missed")


def test_says_when_more_comes_than_can_be_served(desk):
    desk.expected.append("422")
    page = desk.open("#/simulate?model=llama-3.1-8b&hardware=L4&engine=vllm&rate=9/s&input=512&output=128&requests=2000")
    page.get_by_text("More comes than it can serve").wait_for()
    desk.picture("simulate-overrun")
    page.get_by_role("button", name=re.compile("Use . replicas")).click()
    page.locator(".verdict").wait_for()
    assert page.get_by_label("Replicas").input_value() != "1"
    page.go_back()


def test_a_field_that_is_not_understood_is_named(desk):
    desk.expected.append("422")
    page = desk.open("#/simulate?model=lama-3.1-8b&hardware=L4&rate=1/s&input=256&output=64&requests=500")
    error = page.locator(".field-error:visible").first
    error.wait_for()
    assert page.get_by_label("Model").get_attribute("aria-invalid") == "true"
    error.get_by_role("button").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".verdict").wait_for()


def test_plays_a_trace(visitor):
    page = visitor.open("#/simulate")
    done(page)
    unfolded(page)
    page.get_by_text("A trace in their place").click()
    page.get_by_label("CSV or JSON lines").set_input_files({"name": "day.csv", "mimeType": "text/csv", "buffer": TRACE.encode()})
    page.get_by_text("day.csv: 300 requests").wait_for()
    done(page)
    page.get_by_text(re.compile("trace, .* tokens")).wait_for()
    visitor.picture("simulate-trace")


def test_a_long_run_shows_progress_and_is_cancelled(desk):
    page = desk.open("#/simulate?model=llama-3.1-8b&hardware=H100&engine=vllm&rate=20/s&input=512&output=256&requests=20000000")
    bar = page.get_by_role("progressbar", name="Requests that have arrived")
    bar.wait_for()
    until(page, "document.querySelector('progress').value > 0")
    desk.picture("simulate-progress")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled.").wait_for()
    assert not bar.is_visible()
