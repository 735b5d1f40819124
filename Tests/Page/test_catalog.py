"""Catalog: search, sort, page, open a row."""

from conftest import until


def rows(page):
    return page.locator("main tbody tr")


def settled(page, text):
    page.get_by_role("status").filter(has_text=text).first.wait_for()


def test_searches_sorts_pages_and_opens(visitor):
    page = visitor.open("#/catalog")
    settled(page, "rows")
    visitor.picture("catalog", whole=False)
    visitor.fits()
    page.get_by_role("link", name="Devices").click()
    page.get_by_role("button", name="Bandwidth GB/s").wait_for()
    page.get_by_role("button", name="Memory", exact=True).click()
    page.locator("th[aria-sort=descending]").wait_for()
    page.get_by_role("button", name="Next →").click()
    page.get_by_text("51–100").wait_for()
    assert "offset=50" in page.url and "sort=memory_gb" in page.url
    page.get_by_label("Search in this catalog").fill("h100 sxm")
    until(page, "document.querySelectorAll('main tbody tr').length < 10")
    page.get_by_role("button", name="H100 SXM5 80GB").click()
    detail = page.get_by_role("region", name="All figures of a row")
    detail.get_by_text("As of").wait_for()
    detail.get_by_text("Computed from these").wait_for()
    assert detail.get_by_role("link").count() > 0
    visitor.picture("catalog-device", whole=False)
    visitor.fits()
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.activeElement.className").find("row-opener") >= 0


def test_every_catalog_can_be_opened(desk):
    page = desk.open("#/catalog")
    settled(page, "rows")
    links = page.get_by_role("navigation", name="Catalogs").get_by_role("link")
    for place in range(links.count()):
        links.nth(place).click()
        page.locator("main .table-scroll").first.wait_for()
        until(page, "document.querySelector('main .busy').getAttribute('aria-busy') === 'false'")
        page.locator(".row-opener").first.click()
        page.get_by_role("region", name="All figures of a row").locator("dl").first.wait_for()


def test_an_address_opens_a_row(desk):
    page = desk.open("#/catalog?kind=models&open=meta-llama%2FLlama-3.1-8B")
    page.get_by_role("heading", name="meta-llama/Llama-3.1-8B").wait_for()
    desk.picture("catalog-model", whole=False)
