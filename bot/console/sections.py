"""The sections of the console. A new one adds one line here, in the order of the navigation."""

from __future__ import annotations

from typing import Final

from bot.console import (
    account_pages,
    audit_pages,
    export_pages,
    figures_pages,
    home_page,
    invitation_pages,
    learning_corrections_pages,
    learning_message_pages,
    learning_pages,
    learning_recording_pages,
    learning_report_pages,
    oidc_pages,
    photo_pages,
    privacy_pages,
    queue_pages,
    search_pages,
    sign_in_pages,
    simulator_change_pages,
    simulator_pages,
    staff_pages,
    transcript_pages,
)
from bot.console.navigation import NavItem
from bot.console.roles import Permission
from bot.console.routing import Section

SECTIONS: Final[tuple[Section, ...]] = (
    Section(queue_pages.PAGES, NavItem("Queue", "/console/queue", Permission.READ)),
    Section(search_pages.PAGES, NavItem("Search", "/console/search", Permission.READ)),
    Section(learning_pages.PAGES, NavItem("Learning", "/console/learning", Permission.CORRECT)),
    Section(simulator_pages.PAGES, NavItem("Simulator", "/console/simulator", Permission.CORRECT)),
    Section(figures_pages.PAGES, NavItem("Figures", "/console/figures", Permission.READ)),
    Section(privacy_pages.PAGES, NavItem("Privacy", "/console/privacy", Permission.PRIVACY)),
    # Queue, Search, Learning, Simulator, Figures and Privacy stand above this line, in this order.
    Section(staff_pages.PAGES, NavItem("Staff", "/console/staff", Permission.ACCOUNTS)),
    Section(audit_pages.PAGES, NavItem("Audit", "/console/audit", Permission.ACCOUNTS)),
    Section(simulator_change_pages.PAGES),
    Section(learning_message_pages.PAGES),
    Section(learning_corrections_pages.PAGES),
    Section(learning_recording_pages.PAGES),
    Section(learning_report_pages.PAGES),
    Section(transcript_pages.PAGES),
    Section(photo_pages.PAGES),
    Section(export_pages.PAGES),
    Section(home_page.PAGES),
    Section(sign_in_pages.PAGES),
    Section(oidc_pages.PAGES),
    Section(invitation_pages.PAGES),
    Section(account_pages.PAGES),
)
