"""Times a person waits, measured and printed; only what is absurd fails."""

import statistics
import time

from conftest import Server, Visitor


def test_a_moved_slider_ranks_anew(desk, figures):
    page = desk.open("")
    page.locator("article.plan-card").first.wait_for()
    page.locator("#answer[aria-busy=false]").wait_for()
    page.wait_for_timeout(500)
    # From the event of the slider to the frame that shows the new ranking.
    times = page.evaluate("""async () => {
      const slider = document.querySelector('input[type=range]'), state = document.getElementById('answer-state'), times = [];
      for (let n = 0; n < 9; n += 1) {
        const done = new Promise((resolve) => {
          const watch = new MutationObserver(() => { if (/ranked in/.test(state.innerText)) { watch.disconnect(); requestAnimationFrame(() => setTimeout(resolve)); } });
          watch.observe(state, { childList: true, subtree: true, characterData: true });
        });
        const start = performance.now();
        slider.value = 60 + 9 * n;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await done;
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      return times;
    }""")
    figures.append(f"plan: slider to new ranking on the screen {statistics.median(times):.0f} ms in the middle, {max(times):.0f} ms at worst (goal 150 ms)")
    assert statistics.median(times) < 2000


def test_cold_start_to_a_usable_page(browser, figures):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        server = Server()
        served = time.perf_counter()
        visitor = Visitor(browser, server)
        page = visitor.page
        page.goto(f"{server.address}/", wait_until="commit")
        page.locator("main form, main input").first.wait_for()
        usable = time.perf_counter()
        page.locator("article.plan-card").first.wait_for()
        times.append([(moment - start) * 1000 for moment in (time.perf_counter(), usable, served)])
        visitor.close()
        server.stop()
    whole, usable, listening = min(times)
    figures.append(f"cold start of the binary: listens after {listening:.0f} ms, form usable after {usable:.0f} ms, first plan ranked after {whole:.0f} ms (goal 500 ms)")
    assert whole < 10_000
