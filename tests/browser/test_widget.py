"""The chat widget in a real Chromium, against a clinic that can be made to fail."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.fakes.web import CLINIC, WELCOME, WIDGET, FakeClinic, Refusal

pytestmark = pytest.mark.browser

GREETING = "Clinic: " + WELCOME.text.replace("\n\n", "")
COSTS = re.compile("^Clinic: Three sessions of hairline work cost from 400 USD")
OUT_OF_ORDER = [Refusal(503, "Out of order.")] * 100
MOST_BYTES = 10_000  # of the widget, as it goes over the wire
TARGET = 44  # CSS pixels; WCAG 2.5.5
BROKEN_STORAGE = """
  for (const kind of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, kind, {get() { throw new DOMException('denied', 'SecurityError'); }});
  delete Navigator.prototype.locks;
  delete Crypto.prototype.randomUUID;
"""


class Chat:
    """A visitor's hands and eyes on one page with the widget."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self.launcher = page.locator("smp-chat .launcher")
        self.panel = page.locator("smp-chat .panel")
        self.log = page.get_by_role("log", name="Conversation")
        self.input = page.get_by_label("Your message")
        self.bubbles = page.locator("smp-chat .bubble")
        self.notes = page.locator("smp-chat .in .meta span")
        self.banner = page.locator("smp-chat .banner")
        self.typing = page.locator("smp-chat .typing")
        page.on("console", lambda message: self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.requests.append(request))

    def open(self) -> Chat:
        self.launcher.click()
        expect(self.bubbles.first).to_be_visible()
        return self

    def write(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def reply(self, title: str) -> Any:
        return self.log.get_by_role("button", name=title)

    def sent_to(self, path: str) -> list[Request]:
        return [one for one in self.requests if urlsplit(one.url).path == path]

    def wait_for_stream(self) -> None:
        """Until the history has been read; from then on messages come in one by one."""
        for _ in range(500):
            if self.sent_to("/api/events"):
                return
            self.page.wait_for_timeout(20)
        raise TimeoutError("the widget did not ask for the event stream")


Visit = Callable[..., Chat]


@pytest.fixture
def visit(browser: Browser, clinic: FakeClinic) -> Iterator[Visit]:
    """Opens the demo page in a new browser, or in `context`; `script` runs before the page's own."""
    contexts: list[BrowserContext] = []
    chats: list[Chat] = []

    def _visit(
        context: BrowserContext | None = None, script: str = "", url: str = "", **options: Any
    ) -> Chat:
        if context is None:
            settings = {"locale": "en-GB", "timezone_id": "Europe/London", **options}
            context = browser.new_context(**settings)
            contexts.append(context)
        if script:
            context.add_init_script(script)
        chat = Chat(context.new_page())
        chats.append(chat)
        chat.page.goto(url or clinic.url)
        return chat

    yield _visit
    for context in contexts:
        context.close()
    forbidden = [problem for chat in chats for problem in chat.problems if _is_of_our_making(problem)]
    assert forbidden == []


def _is_of_our_making(problem: str) -> bool:
    """A refused or broken connection is part of many tests; anything else in the console is a fault."""
    return not problem.startswith("Failed to load resource")


# What it looks like


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_page_and_chat_have_no_accessibility_findings(
    visit: Visit, clinic: FakeClinic, scheme: str, width: int
) -> None:
    chat = visit(color_scheme=scheme, viewport={"width": width, "height": 640}, bypass_csp=True)
    expect(chat.launcher).to_be_visible()
    assert _findings(chat.page) == []
    chat.open()
    chat.write("2")
    expect(chat.bubbles).to_have_count(3)
    clinic.refusals.append(Refusal(413, "The message is too long."))
    chat.write("files")
    expect(chat.notes.last).to_contain_text("too long")
    clinic.rasa = "starting"
    chat.write("files")
    expect(chat.banner).to_be_visible()
    expect(chat.typing).to_be_visible()
    assert _findings(chat.page) == []


def test_chat_in_the_page_has_no_accessibility_findings(visit: Visit, clinic: FakeClinic) -> None:
    clinic.page = _embedding("<main><h1>Chat</h1><smp-chat inline></smp-chat></main>", clinic.url)
    chat = visit(bypass_csp=True)
    expect(chat.bubbles).to_have_text([GREETING])
    assert _findings(chat.page) == []


def test_strict_policy_holds_and_nothing_leaves_the_host(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    for text in ("2", "markup", "files", "long"):
        answered = chat.bubbles.count() + 2
        chat.write(text)
        expect(chat.bubbles).to_have_count(answered)
    chat.page.reload()
    expect(chat.bubbles).to_have_count(9)
    assert chat.problems == []
    assert {urlsplit(one.url).netloc for one in chat.requests} == {f"127.0.0.1:{clinic.port}"}


@pytest.mark.parametrize(
    "viewport",
    [
        pytest.param({"width": 320, "height": 568}, id="320 px wide"),
        pytest.param({"width": 640, "height": 360}, id="laptop at 200 % zoom"),
        pytest.param({"width": 320, "height": 256}, id="laptop at 400 % zoom"),
        pytest.param({"width": 3840, "height": 2160}, id="4K"),
    ],
)
def test_nothing_is_cut_off(visit: Visit, viewport: dict[str, int]) -> None:
    chat = visit(viewport=viewport)
    assert _overflow(chat.page.locator("html")) <= 0
    assert _is_within(chat.launcher.bounding_box(), viewport)
    chat.open()
    chat.write("2")
    chat.write("x" * 300)
    expect(chat.bubbles).to_have_count(5)
    controls = [chat.input, *chat.panel.get_by_role("button", name=re.compile("Send|Close")).all()]
    assert len(controls) == 3
    for control in [*controls, chat.panel.get_by_text("In an emergency")]:
        assert _is_within(control.bounding_box(), viewport), control
    for box in (chat.page.locator("html"), chat.panel, chat.log):
        assert _overflow(box) <= 0


def test_panel_fills_a_small_screen_and_hides_the_page_from_the_keyboard(visit: Visit) -> None:
    chat = visit(viewport={"width": 400, "height": 700}).open()
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 400, "height": 700}
    assert chat.panel.evaluate("panel => panel.matches(':modal')")
    chat.page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_every_target_is_large_enough(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit()
    boxes = [chat.launcher.bounding_box()]
    chat.open()
    clinic.refusals.append(Refusal(400, "Please write something."))
    chat.write("nothing")
    expect(chat.page.get_by_role("button", name="Edit")).to_be_visible()
    boxes += [button.bounding_box() for button in chat.panel.get_by_role("button").all()]
    assert len(boxes) == 7
    assert min(min(box["width"], box["height"]) for box in boxes if box) >= TARGET


@pytest.mark.parametrize(("preference", "moving"), [("reduce", 0), ("no-preference", 1)])
def test_nothing_moves_for_who_wants_it_still(
    visit: Visit, clinic: FakeClinic, preference: str, moving: int
) -> None:
    chat = visit(reduced_motion=preference).open()
    clinic.latency = 60
    chat.write("Does it hurt?")
    expect(chat.typing).to_be_visible()
    found = chat.page.evaluate("document.querySelector('smp-chat').shadowRoot.getAnimations().length")
    assert found == moving


def test_forced_colours_keep_bubbles_and_controls_apart(visit: Visit) -> None:
    chat = visit(forced_colors="active").open()
    for shape in (chat.bubbles.first, chat.reply("What it is"), chat.input):
        drawn = shape.evaluate(
            "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopColor]"
        )
        assert drawn[0] == "solid"
        assert drawn[1] != "rgba(0, 0, 0, 0)"


def test_right_to_left_page_mirrors_the_chat(visit: Visit, clinic: FakeClinic) -> None:
    clinic.page = _embedding("", clinic.url).replace("<html", '<html dir="rtl"')
    chat = visit().open()
    chat.write("هل يؤلم؟")
    box, bubble = chat.panel.bounding_box(), chat.bubbles.nth(1).bounding_box()
    assert box
    assert bubble
    assert box["x"] < 100
    assert bubble["x"] < box["x"] + box["width"] / 2
    directions = [p.evaluate("p => getComputedStyle(p).direction") for p in chat.bubbles.locator("p").all()]
    assert directions[:3] == ["ltr", "ltr", "rtl"]


def test_widget_stays_small() -> None:
    assert len(gzip.compress((WIDGET / "chat.js").read_bytes())) <= MOST_BYTES


# How it is used


def test_keyboard_is_enough(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit()
    keyboard = chat.page.keyboard
    chat.page.locator("#copy").focus()
    keyboard.press("Tab")
    expect(chat.launcher).to_be_focused()
    keyboard.press("Enter")
    expect(chat.input).to_be_focused()
    expect(chat.bubbles).to_have_text([GREETING])
    keyboard.type("one")
    keyboard.press("Shift+Enter")
    keyboard.type("two")
    keyboard.press("Enter")
    expect(chat.bubbles).to_have_count(3)
    assert clinic.inbound() == ["one\ntwo"]

    stops = []
    for _ in range(5):
        keyboard.press("Shift+Tab")
        stops.append(_focused(chat.page))
    assert stops == [
        "3. Speak to a person",
        "2. What it costs",
        "1. What it is",
        "Conversation",
        "Close chat",
    ]
    keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_new_messages_are_read_out_and_a_transcript_is_not(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("Does it hurt?")
    chat.write("And the price?")
    expect(chat.bubbles).to_have_count(5)
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.notes.last).to_have_attribute("aria-live", "off")
    chat.page.reload()
    expect(chat.bubbles).to_have_count(5)
    expect(chat.log).to_have_attribute("aria-live", "off")
    clinic.say("One more thing.")
    expect(chat.bubbles).to_have_count(6)
    expect(chat.log).to_have_attribute("aria-live", "polite")
    assert chat.log.locator(".bubble[tabindex], .message[tabindex]").count() == 0


def test_enter_while_composing_a_character_does_not_send(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.input.fill("にほん")
    chat.input.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))"
    )
    expect(chat.input).to_have_value("にほん")
    assert clinic.inbound() == []


def test_quick_replies_stay_and_show_which_was_taken(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.reply("What it costs").click()
    expect(chat.bubbles.nth(2)).to_have_text(COSTS)
    chat.reply("What it costs").click()
    expect(chat.bubbles).to_have_count(5)
    chat.reply("What it is").last.click()
    expect(chat.bubbles).to_have_count(7)
    expect(chat.log.get_by_role("button")).to_have_text(
        [
            "1. What it is",
            "2. What it costs ✓ (chosen)",
            "3. Speak to a person",
            "1. What it is",
            "2. Speak to a person",
            "1. What it is ✓ (chosen)",
            "2. Speak to a person",
            "1. Does it hurt",
        ]
    )
    assert [post.get("payload") for post in clinic.posts] == ["/cost", "/cost", "/what_is_smp"]


@pytest.mark.parametrize("typed", ["2", "2.", "what it costs"])
def test_quick_reply_can_be_typed(visit: Visit, typed: str) -> None:
    chat = visit().open()
    chat.write(typed)
    expect(chat.bubbles.nth(1)).to_have_text(f"You: {typed}")
    expect(chat.reply("What it costs")).to_have_text("2. What it costs ✓ (chosen)")


def test_older_quick_reply_is_marked_itself(visit: Visit) -> None:
    chat = visit().open()
    chat.write("What it costs")
    expect(chat.bubbles).to_have_count(3)
    chat.reply("What it is").first.click()
    expect(chat.bubbles).to_have_count(5)
    expect(chat.reply("What it is")).to_have_text(["1. What it is ✓ (chosen)", "1. What it is"])


def test_only_the_newest_quick_replies_are_numbered(visit: Visit) -> None:
    chat = visit().open()
    expect(chat.log.locator(".number:visible")).to_have_count(3)
    chat.write("What it costs")
    expect(chat.bubbles).to_have_count(3)
    expect(chat.log.locator(".number:visible")).to_have_text(["1. ", "2. "])


def test_chosen_reply_is_marked_after_reload(visit: Visit) -> None:
    chat = visit().open()
    chat.reply("What it costs").click()
    expect(chat.bubbles).to_have_count(3)
    chat.page.reload()
    expect(chat.reply("What it costs")).to_have_text("2. What it costs ✓ (chosen)")


def test_blank_message_is_not_sent(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("  \n ")
    chat.write("Hello")
    expect(chat.bubbles).to_have_count(3)
    assert clinic.inbound() == ["Hello"]


def test_messages_while_closed_are_counted_on_the_launcher(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.page.get_by_role("button", name="Close chat").click()
    clinic.say("One more thing.")
    clinic.say("And another.")
    expect(chat.launcher).to_have_text("New messages: 2")
    chat.launcher.click()
    expect(chat.bubbles.last).to_be_in_viewport()
    chat.input.press("Escape")
    expect(chat.launcher).to_have_text("Ask a question")


def test_reader_of_older_messages_is_not_torn_away(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("long")
    expect(chat.bubbles).to_have_count(3)
    expect(chat.bubbles.last.get_by_text("First line.")).to_be_in_viewport()
    chat.log.evaluate("log => { log.scrollTop = 0 }")
    clinic.say("Are you still there?")
    newer = chat.page.get_by_role("button", name="New message")
    expect(newer).to_be_visible()
    assert chat.log.evaluate("log => log.scrollTop") == 0
    newer.click()
    expect(chat.bubbles.last).to_be_in_viewport()
    expect(newer).to_be_hidden()
    expect(chat.log).to_be_focused()


def test_own_message_comes_into_view(visit: Visit) -> None:
    chat = visit().open()
    chat.write("long")
    expect(chat.bubbles).to_have_count(3)
    chat.log.evaluate("log => { log.scrollTop = 0 }")
    chat.write("Thank you")
    expect(chat.bubbles.get_by_text("Thank you").first).to_be_in_viewport()


def test_banner_does_not_push_the_newest_message_out_of_view(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit(viewport={"width": 360, "height": 420}).open()
    chat.write("2")
    expect(chat.bubbles).to_have_count(3)
    clinic.rasa = "starting"
    chat.write("Does it hurt?")
    expect(chat.banner).to_be_visible()
    expect(chat.typing).to_be_visible()
    expect(chat.notes.last).to_be_in_viewport(ratio=1)


def test_visitor_knows_whom_they_talk_to_and_whom_to_call(visit: Visit) -> None:
    chat = visit().open()
    expect(chat.panel.get_by_role("heading")).to_have_text("Harbour Scalp Studio")
    expect(chat.panel.get_by_text("Automated assistant, not a person")).to_be_visible()
    footer = chat.panel.get_by_text("In an emergency call 999. This assistant is not a doctor.")
    expect(footer).to_be_visible()
    expect(footer.get_by_role("link")).to_have_attribute("href", "tel:999")


# What is said


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://clinic.example/a?b=c, then ask.", ["https://clinic.example/a?b=c"]),
        ("(http://clinic.example)", ["http://clinic.example"]),
        ("javascript:alert(1) ftp://clinic.example data:text/html,x", []),
        ("Ring +44 20 7946 0321 or (020) 7946-0321.", ["tel:+442079460321", "tel:02079460321"]),
        ("Call 112 or 999 at once.", ["tel:112", "tel:999"]),
        ("You can call 116 123 at night.", ["tel:116123"]),
        ("From 1,000 to 4,000 USD, 01-12-2026, 0.5 mm, 100000000, +5 days", []),
    ],
)
def test_addresses_and_numbers_become_links(
    visit: Visit, clinic: FakeClinic, text: str, links: list[str]
) -> None:
    chat = visit().open()
    clinic.say(text)
    expect(chat.bubbles).to_have_text([GREETING, f"Clinic: {text}"])
    found = chat.bubbles.nth(1).get_by_role("link")
    assert [link.get_attribute("href") for link in found.all()] == links


def test_paragraphs_and_line_breaks_are_kept(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    clinic.say("First.\n\nSecond,\nwith a break.")
    expect(chat.bubbles.nth(1).locator("p")).to_have_text(["First.", "Second, with a break."])
    assert chat.bubbles.nth(1).locator("p").nth(1).inner_text() == "Second,\nwith a break."


def test_markup_is_shown_as_it_was_written(visit: Visit) -> None:
    chat = visit().open()
    markup = "<img src=x onerror=alert(1)> <b>bold</b>"
    chat.write(markup)
    chat.write("markup")
    expect(chat.bubbles.nth(1)).to_have_text(f"You: {markup}")
    expect(chat.bubbles.nth(4)).to_contain_text("<b>not bold</b> javascript:alert(1)")
    assert chat.log.locator("img, b").count() == 0


def test_attachments_are_links_and_pictures_with_a_name(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("files")
    expect(chat.bubbles.nth(2).get_by_role("link")).to_have_count(2)
    expect(chat.log.get_by_role("link", name="Aftercare calendar")).to_have_attribute(
        "href", f"{clinic.url}/aftercare.ics"
    )
    expect(chat.log.get_by_role("img", name="A dotted hairline")).to_be_visible()


def test_times_are_local_and_days_are_separated(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit(timezone_id="Pacific/Kiritimati").open()
    clinic.backdate(days=400)
    chat.page.reload()
    chat.write("Hello again")
    expect(chat.bubbles).to_have_count(3)
    days = chat.log.locator(".day:visible")
    expect(days).to_have_text([re.compile(r"^\w+day,? \d+ \w+ \d{4}$"), "Today"])
    time = chat.log.locator("time").last
    stamp = time.get_attribute("datetime")
    local = chat.page.evaluate("at => new Date(at).toTimeString().slice(0, 5)", stamp)
    expect(time).to_have_text(local)


# What is kept


def test_reload_shows_the_whole_conversation_once(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    for count, text in ((3, "Does it hurt?"), (5, "And the price?")):
        chat.write(text)
        expect(chat.bubbles).to_have_count(count)
    before = chat.bubbles.all_text_contents()
    chat.page.reload()
    expect(chat.bubbles).to_have_text(before)
    expect(chat.bubbles.last).to_be_in_viewport()
    assert clinic.sessions_opened == 1


def test_on_a_small_screen_a_reload_does_not_hide_the_page(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit(viewport={"width": 360, "height": 640}).open()
    chat.requests.clear()
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.panel).to_be_hidden()
    chat.wait_for_stream()
    clinic.say("A reply after all.")
    expect(chat.launcher).to_have_text("New messages: 1")
    chat.launcher.click()
    expect(chat.bubbles).to_have_text([GREETING, "Clinic: A reply after all."])


def test_text_not_yet_sent_survives_a_reload(visit: Visit) -> None:
    chat = visit().open()
    chat.input.fill("I have been meaning to ask")
    chat.page.reload()
    expect(chat.input).to_have_value("I have been meaning to ask")


def test_offline_is_said_and_what_is_written_is_sent_once(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.page.context.set_offline(True)
    expect(chat.banner).to_contain_text("You are offline")
    chat.write("Does it hurt?")
    chat.write("And the price?")
    expect(chat.notes).to_have_text([re.compile("^Not sent yet")] * 2)
    assert clinic.inbound() == []
    chat.page.context.set_offline(False)
    expect(chat.bubbles).to_have_count(5)
    expect(chat.notes).to_have_text(["Sent", "Sent"])
    expect(chat.banner).to_be_hidden()
    assert clinic.inbound() == ["Does it hurt?", "And the price?"]


def test_unsent_message_survives_a_reload(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    clinic.refusals.extend(OUT_OF_ORDER)
    chat.write("Does it hurt?")
    expect(chat.notes).to_have_text(["Out of order."])
    chat.page.reload()
    expect(chat.bubbles).to_have_text([GREETING, "You: Does it hurt?"])
    clinic.refusals.clear()
    expect(chat.bubbles).to_have_count(3)
    assert clinic.inbound() == ["Does it hurt?"]


def test_unsent_message_is_sent_although_the_chat_is_not_opened_again(
    visit: Visit, clinic: FakeClinic
) -> None:
    chat = visit(viewport={"width": 360, "height": 640}).open()
    clinic.refusals.extend(OUT_OF_ORDER)
    chat.write("Does it hurt?")
    expect(chat.notes).to_have_text(["Out of order."])
    later = visit(chat.page.context)
    chat.page.close()
    later.wait_for_stream()
    clinic.refusals.clear()
    expect(later.launcher).to_have_text("New messages: 1")
    assert clinic.inbound() == ["Does it hurt?"]


def test_lost_answer_makes_no_duplicate(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    clinic.lose_answers = 1
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    expect(chat.notes).to_have_text(["Sent"])
    chat.page.wait_for_timeout(1500)
    expect(chat.bubbles).to_have_count(3)
    expect(chat.banner).to_be_hidden()
    assert clinic.inbound() == ["Does it hurt?"]


def test_restart_of_the_server_is_survived(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    clinic.stop()
    chat.write("And the price?")
    expect(chat.banner).to_contain_text("cannot be reached")
    clinic.say("Said while nobody could hear it.")
    clinic.start()
    expect(chat.bubbles).to_have_count(6, timeout=10_000)
    expect(chat.banner).to_be_hidden()
    assert clinic.inbound() == ["Does it hurt?", "And the price?"]
    assert chat.sent_to("/api/events")[-1].headers["last-event-id"] == "3"
    assert len(chat.sent_to("/api/history")) == 1


def test_silent_stream_is_given_up_and_the_history_asked(visit: Visit, clinic: FakeClinic) -> None:
    clinic.mute = True
    chat = visit()
    chat.page.clock.install()
    chat.open()
    clinic.say("Held back by a proxy.")
    chat.page.wait_for_timeout(300)
    expect(chat.bubbles).to_have_text([GREETING])
    chat.page.clock.fast_forward(41_000)
    expect(chat.bubbles).to_have_text([GREETING, "Clinic: Held back by a proxy."])
    expect(chat.log.locator(".meta")).to_have_text([re.compile(r"^\d\d:\d\d\s*$")] * 2)


def test_two_tabs_share_one_conversation(visit: Visit, clinic: FakeClinic) -> None:
    first = visit()
    second = visit(first.page.context)
    clinic.latency = 0.3
    for chat in (first, second):
        chat.launcher.click()
    for chat in (first, second):
        expect(chat.bubbles).to_have_text([GREETING])
    clinic.latency = 0
    first.write("From the first")
    expect(second.bubbles).to_have_count(3)
    second.write("From the second")
    said = [
        GREETING,
        "You: From the first",
        "Clinic: Noted: From the first.",
        "You: From the second",
        "Clinic: Noted: From the second.",
    ]
    for chat in (first, second):
        expect(chat.bubbles).to_have_text(said)
    assert clinic.sessions_opened == 1


def test_tab_in_the_background_holds_no_connection(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    _pretend_hidden(chat.page, True)
    clinic.say("Said meanwhile.")
    chat.page.wait_for_timeout(300)
    expect(chat.bubbles).to_have_count(1)
    _pretend_hidden(chat.page, False)
    expect(chat.bubbles).to_have_text([GREETING, "Clinic: Said meanwhile."])


def test_forbidden_storage_only_shortens_the_memory(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit(script=BROKEN_STORAGE).open()
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    assert clinic.sessions_opened == 1
    assert chat.problems == []


# When the clinic says no


def test_forgotten_session_is_replaced_once_and_the_message_kept(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    clinic.forget_visitors()
    chat.write("And the price?")
    expect(chat.bubbles).to_have_text([GREETING, "You: And the price?", "Clinic: Noted: And the price?."])
    assert clinic.sessions_opened == 2
    assert clinic.inbound() == ["Does it hurt?", "And the price?"]


def test_too_many_messages_wait_as_long_as_they_are_told(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    clinic.refusals.append(Refusal(429, "That was quick. Please wait a moment.", {"retry-after": "3"}))
    chat.write("Does it hurt?")
    expect(chat.notes).to_have_text(["That was quick. Please wait a moment."])
    chat.write("And the price?")
    expect(chat.bubbles).to_have_count(5)
    assert clinic.posted_at[1] - clinic.posted_at[0] >= 3
    assert clinic.inbound() == ["Does it hurt?", "And the price?"]


@pytest.mark.parametrize("status", [400, 413])
def test_refused_message_shows_why_and_can_be_edited(visit: Visit, clinic: FakeClinic, status: int) -> None:
    chat = visit().open()
    clinic.refusals.append(Refusal(status, "This is too long. Please send it in parts."))
    chat.write("A very long story")
    expect(chat.notes).to_have_text([re.compile("Not sent. This is too long. Please send it in parts.")])
    chat.write("Something else")
    expect(chat.bubbles).to_have_count(4)
    chat.page.reload()
    expect(chat.notes.last).to_contain_text("This is too long.")
    chat.input.fill("and more")
    chat.page.get_by_role("button", name="Edit").click()
    expect(chat.input).to_have_value("A very long story\nand more")
    expect(chat.input).to_be_focused()
    expect(chat.bubbles).to_have_count(3)
    chat.page.reload()
    expect(chat.bubbles).to_have_count(3)
    assert clinic.inbound() == ["Something else"]


def test_failing_server_is_quoted_with_its_phone_number(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    down = Refusal(503, f"We cannot store anything now. Please call {CLINIC['phone']}.")
    clinic.refusals.extend([down] * 100)
    chat.write("Does it hurt?")
    expect(chat.banner.get_by_role("link")).to_have_attribute("href", "tel:+442079460321")
    clinic.refusals.clear()
    expect(chat.bubbles).to_have_count(3)
    expect(chat.banner).to_be_hidden()


def test_waking_assistant_answers_when_it_is_ready(visit: Visit, clinic: FakeClinic) -> None:
    clinic.rasa = "starting"
    chat = visit().open()
    expect(chat.banner).to_contain_text("waking up")
    chat.write("Does it hurt?")
    expect(chat.notes).to_have_text(["Sent"])
    clinic.rasa = "ready"
    expect(chat.bubbles).to_have_count(3)
    expect(chat.banner).to_be_hidden()


def test_absent_assistant_leaves_the_phone(visit: Visit, clinic: FakeClinic) -> None:
    clinic.rasa = "down"
    chat = visit().open()
    expect(chat.banner).to_contain_text(f"You can also call {CLINIC['phone']}.")


def test_typing_sign_comes_and_goes(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit().open()
    clinic.rasa = "starting"
    chat.write("Does it hurt?")
    expect(chat.typing).to_have_text("The assistant is writing")
    clinic.rasa = "ready"
    expect(chat.bubbles).to_have_count(3)
    expect(chat.typing).to_be_hidden()


# Where it stands


def test_one_script_tag_is_enough_on_another_site(visit: Visit, clinic: FakeClinic) -> None:
    site = FakeClinic()
    site.page = _embedding("<h1>Another site</h1>", clinic.url, 'data-name="Our clinic" data-emergency="112"')
    site.policy = (
        f"default-src 'none'; script-src {clinic.url}; connect-src {clinic.url}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    clinic.allowed_origins.append(site.url)
    site.start()
    chat = visit(url=site.url).open()
    expect(chat.panel.get_by_role("heading")).to_have_text("Our clinic")
    expect(chat.panel.get_by_text("In an emergency call 112.")).to_be_visible()
    clinic.refusals.append(Refusal(429, "Please wait.", {"retry-after": "1"}))
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    clinic.stop()
    clinic.start()
    clinic.say("After the restart.")
    expect(chat.bubbles).to_have_count(4)
    assert [one for one in chat.requests if "cookie" in one.all_headers()] == []
    site.stop()


def test_element_that_is_moved_stays_connected(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit(script=BROKEN_STORAGE).open()
    chat.page.evaluate("document.querySelector('main').append(document.querySelector('smp-chat'))")
    chat.write("Does it hurt?")
    expect(chat.bubbles).to_have_count(3)
    clinic.say("And one more thing.")
    expect(chat.bubbles).to_have_count(4)


def test_element_in_the_page_is_not_doubled(visit: Visit, clinic: FakeClinic) -> None:
    clinic.page = _embedding("<smp-chat inline></smp-chat>", clinic.url)
    chat = visit()
    expect(chat.bubbles).to_have_text([GREETING])
    assert chat.page.locator("smp-chat").count() == 1
    expect(chat.launcher).to_be_hidden()
    expect(chat.page.get_by_role("button", name="Close chat")).to_be_hidden()
    expect(chat.panel.get_by_role("heading")).to_have_text(CLINIC["name"])


def test_chat_that_is_open_from_the_start_leaves_the_focus_alone(visit: Visit, clinic: FakeClinic) -> None:
    clinic.page = _embedding("<input autofocus><smp-chat open></smp-chat>", clinic.url)
    chat = visit()
    expect(chat.bubbles).to_have_text([GREETING])
    expect(chat.page.locator("body > input")).to_be_focused()


def test_footer_names_no_number_that_it_does_not_know(visit: Visit, clinic: FakeClinic) -> None:
    clinic.page = _embedding("<smp-chat open></smp-chat>", clinic.url)
    chat = visit(script="window.fetch = () => new Promise(() => {})")
    expect(chat.panel.get_by_text("In an emergency call your local emergency number.")).to_be_visible()


def test_page_and_clinic_data_name_the_same_numbers(visit: Visit) -> None:
    data = (WIDGET.parents[1] / "data" / "clinic" / "clinic.yml").read_text(encoding="utf-8")
    page = visit().page.locator("main")
    phone, emergency = page.locator('a[href^="tel:+"]'), page.locator('a[href="tel:999"]')
    assert f'phone: "{phone.inner_text()}"' in data
    assert f'GB: "{emergency.inner_text()}"' in data


def test_page_fills_in_the_address_of_the_snippet(visit: Visit, clinic: FakeClinic) -> None:
    chat = visit()
    expect(chat.page.locator("#snippet")).to_contain_text(f'src="{clinic.url}/widget/chat.js"')
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.page.get_by_role("button", name="Copy").click()
    expect(chat.page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()").startswith('<script type="module" src=')


def _embedding(body: str, server: str, attributes: str = "") -> str:
    """A page of some clinic, with the one script tag."""
    script = f'<script type="module" src="{server}/widget/chat.js" {attributes}></script>'
    head = f'<meta name="viewport" content="width=device-width"><title>A clinic</title>{script}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _findings(page: Page) -> list[tuple[str, Any]]:
    """Every axe rule that is broken, with the elements that break it; rules of good practice are among them."""
    violations = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations]


def _overflow(locator: Any) -> int:
    """How many pixels stand out at the side."""
    return int(locator.evaluate("box => box.scrollWidth - box.clientWidth"))


def _is_within(box: Any, viewport: dict[str, int]) -> bool:
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return bool(
        box["x"] >= 0 and box["y"] >= 0 and right <= viewport["width"] and bottom <= viewport["height"]
    )


def _focused(page: Page) -> str:
    """The name of what has the focus inside the widget."""
    return str(
        page.evaluate(
            """() => {
              const element = document.activeElement.shadowRoot.activeElement;
              return element.ariaLabel ?? [...element.querySelectorAll('.unseen')].at(-1)?.textContent
                ?? element.textContent;
            }"""
        )
    )


def _pretend_hidden(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )
