"""Menus: a native select where one is chosen, a list of ticks for several or what the app fills."""

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.html import joined, tag
from sandbox.pages.draw.options import Group, Option, offered, unlisted, values_of
from sandbox.pages.draw.spot import Spot, hint, with_question


def select(element: Json, spot: Spot) -> Markup:
    groups = offered(element, spot.reader)
    chosen = values_of(spot.chosen(element))
    groups += [Group(options=unlisted(spot.chosen(element), spot.reader, groups))]
    words = hint(element, "Choose an option")
    drawn = tag(
        "select",
        tag("option", words, value="", selected=not chosen),
        *(_group(group, chosen) for group in groups),
        class_="bk-select",
        autofocus=bool(element.get("focus_on_load")),
        **spot.contract(element),
        **spot.named(words),
    )
    return with_question(drawn, element, spot)


def picks(element: Json, spot: Spot) -> Markup:
    """A disclosure with ticks in it; its summary names what is chosen."""
    is_external = "external" in element["type"]
    chosen = spot.chosen(element)
    groups = [] if is_external else offered(element, spot.reader)
    groups = [Group(options=unlisted(chosen, spot.reader, groups)), *groups]
    values = values_of(chosen)
    names = [one.words for group in groups for one in group.options if one.value in values]
    words = hint(element, "Choose options")
    summary = tag(
        "summary",
        tag("span", ", ".join(names) or words, class_="bk-chosen", dir="auto", id=f"{spot.of}-now"),
        **spot.named(words) | _named_with_choice(spot, words),
        class_="bk-select",
        autofocus=bool(element.get("focus_on_load")),
    )
    kind = "checkbox" if element["type"].startswith("multi_") else "radio"
    found = tag(
        "div",
        *(_ticks(group, values, kind, spot.of, is_external=is_external) for group in groups),
        class_="bk-found",
        role="group",
        aria_label=words,
    )
    least = int(element.get("min_query_length", 3)) if is_external else None
    drawn = tag(
        "details",
        summary,
        tag("div", _search(spot, least), found, class_="bk-menu bk-wide"),
        class_="bk-picks",
        data_placeholder=words,
        data_most=element.get("max_selected_items"),
        data_least=least,
        **spot.contract(element),
    )
    return with_question(drawn, element, spot)


def _named_with_choice(spot: Spot, words: str) -> dict[str, str | int | bool | None]:
    """A disclosure is named after its label and after what is chosen in it."""
    if not spot.label:
        return {"aria_label": None, "title": words}
    return {"aria_labelledby": f"{spot.label} {spot.of}-now", "aria_required": None}


def _group(group: Group, chosen: list[str]) -> Markup:
    options = joined(
        tag("option", one.words, value=one.value, selected=one.value in chosen, dir="auto")
        for one in group.options
    )
    return tag("optgroup", options, label=group.label) if group.label else options


def _search(spot: Spot, least: int | None) -> Markup:
    words = "Filter" if least is None else f"Type {least} letters or more" if least else "Search"
    return tag(
        "input",
        type="search",
        class_="bk-input bk-search",
        id=f"{spot.of}-search",
        placeholder=words,
        aria_label=words,
        autocomplete="off",
    )


def _ticks(group: Group, chosen: list[str], kind: str, name: str, *, is_external: bool) -> Markup:
    title = tag("div", group.label, class_="bk-group", dir="auto") if group.label else None
    rows = (_tick(one, one.value in chosen, kind, name, is_external) for one in group.options)
    return tag("div", title, *rows)


def _tick(option: Option, is_chosen: bool, kind: str, name: str, is_external: bool) -> Markup:
    box = tag(
        "input",
        type=kind,
        name=name,
        value=option.value,
        checked=is_chosen,
        data_option=option.whole if is_external else None,
    )
    return tag("label", box, tag("span", option.words, dir="auto"), class_="bk-tick")
