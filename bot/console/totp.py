"""Codes from a phone (TOTP, RFC 6238): secrets, the picture to scan, and which code fits."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Final

from bot.secret_key import derived

STEP: Final = 30  # seconds; with 6 digits and SHA-1 it is what every authenticator app understands
DIGITS: Final = 6
_DRIFT: Final = 1  # steps that a phone's clock may be off


def new_secret() -> str:
    import pyotp

    return pyotp.random_base32()


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The time step to which the code belongs, at or beside the present one, or None."""
    import pyotp

    digits = code.replace(" ", "")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    generator = pyotp.TOTP(secret)
    present = int(at.timestamp()) // STEP
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(generator.generate_otp(step), digits):
            return step
    return None


def address(secret: str, sign_in: str, clinic: str) -> str:
    """The otpauth:// address that an authenticator app takes."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=sign_in, issuer_name=clinic)


def picture(text: str) -> str:
    """The text as a QR code: SVG without styles, dark on light in either colour scheme."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", title="QR code")


def sealed(secret: str, key: str) -> str:
    """The secret as it is stored; `key` is the installation's and not in the database."""
    return str(_box(key).encrypt(secret.encode()).decode("ascii"))


def unsealed(stored: str, key: str) -> str | None:
    """The secret, or None when it was sealed with another key."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box(key).decrypt(stored.encode()).decode("ascii"))
    except InvalidToken:
        return None


def _box(key: str):  # type: ignore[no-untyped-def]  # imported late, as above
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(derived(key, "console.totp"))))
