"""Advise: walking the flows, the tree, the finder, the guides."""

import re

from conftest import until


def test_walks_to_a_recommendation_and_back(visitor):
    page = visitor.open("#/advise")
    page.get_by_role("heading", name="What are you building?").wait_for()
    visitor.picture("advise")
    visitor.fits()
    page.get_by_role("link", name=re.compile("an LLM or other generative model")).click()
    page.get_by_role("link", name=re.compile("we do, with full control")).click()
    page.get_by_role("link", name=re.compile("many users at once")).click()
    page.get_by_role("heading", name="Use vLLM").wait_for()
    assert page.url.endswith("#/advise?building=llm&hosting=self-hosted&serving-need=throughput")
    assert page.locator(".tool .badge").first.inner_text() == "active"
    visitor.picture("advise-recommendation")
    visitor.fits()
    page.go_back()
    page.get_by_role("heading", name="What does the engine need to do best?").wait_for()
    page.get_by_role("link", name="← Back").click()
    page.get_by_role("heading", name="Who runs the model?").wait_for()
    page.get_by_role("link", name="Restart").click()
    page.get_by_role("heading", name="What are you building?").wait_for()


def test_an_address_holds_the_state_and_amounts_sharpen_it(desk):
    page = desk.open("#/advise?building=api&api-need=lowest-cost")
    page.get_by_role("heading", name=re.compile("^Use ")).wait_for()
    before = page.locator(".finding").first.inner_text()
    page.get_by_text("Add amounts").click()
    page.get_by_label("Prompt tokens").fill("20000")
    page.get_by_role("button", name="Use them").click()
    until(page, "before => document.querySelector('.finding')?.innerText !== before && document.querySelector('.finding')", before)
    assert "input=20000" in page.url


def test_the_tree_opens_down_to_a_leaf(visitor):
    page = visitor.open("#/advise?tab=tree")
    page.locator("summary", has_text="something on a managed model API").click()
    leaf = page.locator(".leaf a:visible").first
    leaf.wait_for()
    visitor.picture("advise-tree")
    visitor.fits()
    leaf.click()
    page.get_by_role("heading", name=re.compile("^Use ")).wait_for()


def test_finds_networks_and_language_models_for_a_device(visitor):
    page = visitor.open("#/advise?tab=finder")
    page.get_by_role("heading", name="Jetson Orin Nano").wait_for()
    visitor.picture("advise-finder")
    visitor.fits()
    page.get_by_label("Device", exact=True).fill("Raspberry Pi 5")
    page.get_by_label("Images a second").fill("10")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("heading", name="Raspberry Pi 5").wait_for()
    assert page.locator("tbody tr").count() > 5
    page.get_by_label("Task", exact=True).select_option("llm")
    page.get_by_role("heading", name="Language models on Raspberry Pi 5").wait_for()
    visitor.picture("advise-finder-llm")
    visitor.fits()


def test_a_budget_that_nothing_keeps(desk):
    page = desk.open("#/advise?tab=finder&device=T4&task=detection&fps=5000&min_accuracy=60")
    page.get_by_text("Nothing keeps this budget").wait_for()


def test_a_guide_to_read(visitor):
    page = visitor.open("#/advise?tab=guide&guide=decision-tree")
    page.locator("article.guide h2").first.wait_for()
    assert page.locator("article.guide table").count() > 3
    visitor.fits()
    visitor.picture("advise-guide", whole=False)
