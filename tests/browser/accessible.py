"""What axe finds in a page, or in its views in the light theme and in the dark."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Locator, Page

_AXE = files("axe_playwright_python").joinpath("axe.min.js")
_VIEWS = ".mailtutor, .mailtutor-card"


def use_theme(page: Page, theme: str) -> None:
    """Change JupyterLab's theme, as its menu does: "Light" or "Dark"; a bare page has both."""
    page.evaluate(
        """theme => window.jupyterapp
            ? window.jupyterapp.commands.execute("apputils:change-theme", {
                theme: `JupyterLab ${theme}`,
            })
            : window.useTheme(theme.toLowerCase())""",
        theme,
    )
    light = "true" if theme == "Light" else "false"
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)


def violations(page: Page, view: Locator | None = None) -> list[str]:
    """Name what axe finds in the views, or in this one, as they are now, in both themes."""
    parts = view.element_handles() if view else page.query_selector_all(_VIEWS)
    found = []
    for theme in ("Light", "Dark"):
        use_theme(page, theme)
        found += [f"{theme}: {each}" for each in violations_of(page, parts)]
    return found


def violations_of(page: Page, parts: list[ElementHandle] | None = None) -> list[str]:
    """Name what axe finds in these parts of a page, or in all of it, as it is now."""
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(_AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate(
        """parts => axe.run(parts ? { include: parts } : document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            rules: { region: { enabled: false } },
        })""",
        parts,
    )
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary']}"
        for each in result["violations"]
        for node in each["nodes"]
    ]


def violations_on_slides(page: Page, address: str) -> list[str]:
    """Name what axe finds on slides, with everything on them shown, in light and dark."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.goto(address)
    place, root = page.locator("#position"), page.locator("html")
    expect(place).to_contain_text("1 of ")
    count = page.locator("section").count()
    found = []
    for theme in ("light", "dark"):
        expect(root).to_have_attribute("data-theme", theme)
        for number in range(1, count + 1):
            page.goto(f"{address}#{number}")
            expect(place).to_have_text(f"{number} of {count}")
            page.evaluate(
                "document.querySelectorAll('.current .fragment')"
                ".forEach((piece) => piece.classList.add('visible'))"
            )
            found += [f"{theme}, slide {number}: {each}" for each in violations_of(page)]
        page.keyboard.press("d")
    return found
