"""Any reply that the product could make, and harder ones."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.channels.messages import Attachment, Button, Reply

_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n 👩🏽‍⚕️é🇬🇧.")
_WORDS = st.text(_SIGNS, min_size=1, max_size=12) | st.sampled_from(
    ["hair", "scar.", "keloid?", "\n\n", "https://clinic.example/a/b?c=d", "2.", "2–4", "Dr.", "SMP…"]
)


@st.composite
def texts(draw: st.DrawFn, longest: int) -> str:
    """Words and signs of any script, repeated up to about `longest` characters."""
    words = " ".join(draw(st.lists(_WORDS, max_size=12)))
    return (words + " ") * draw(st.integers(0, longest // (len(words) + 1)))


@st.composite
def buttons(draw: st.DrawFn) -> tuple[Button, ...]:
    """Up to 14 buttons with titles of any length, some alike, and payloads that no provider would carry."""
    titles = draw(st.lists(texts(30) | texts(120) | st.sampled_from(["Yes", "No", "yes"]), max_size=14))
    return tuple(
        Button(title, f'/screening{{"choice":"{place}#{"x" * 300}"}}') for place, title in enumerate(titles)
    )


_ADDRESSES = [
    "/my/calendar/tok.ics",
    "/my/timeline/tok.svg",
    "https://clinic.example/map.PNG?x=1",
    "/leaflet.pdf",
    "/x",
]


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    attachments = draw(
        st.lists(
            st.builds(
                Attachment,
                st.sampled_from(["image", "calendar", "file"]),
                texts(60) | texts(3_000),
                st.sampled_from(_ADDRESSES),
            ),
            max_size=3,
        )
    )
    return Reply(draw(texts(300) | texts(2_500) | texts(9_000)), draw(buttons()), tuple(attachments))
