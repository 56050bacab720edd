"""A strict OpenID Connect provider: it takes only what the specification has a client send."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT = "stipple"
SECRET = "a secret of the client"
KEY_ID = "key-1"


@dataclass
class FakeProvider:
    """`claims` are laid over those of a token; what is None there is left out. `broken` answers every question."""

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "person-1", "email": "ada@clinic.example", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signing_key: Any = None
    algorithm: str = "RS256"
    broken: Response | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.issuer = f"http://127.0.0.1:{self.port}/clinic"
        self._asked: dict[str, Mapping[str, str]] = {}
        app = Starlette(
            routes=[
                Route("/clinic/.well-known/openid-configuration", self._configuration),
                Route("/clinic/token", self._token, methods=["POST"]),
                Route("/clinic/keys", self._keys),
            ]
        )
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=self.port, ws="none", log_config=None, access_log=False)
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the provider did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)

    def log_in(self, address: str, now: datetime) -> str:
        """What a person does at the provider; gives back the path and query that their browser is sent to."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        expected = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        self._expect(expected.items() <= asked.items(), f"the question is {asked}")
        self._expect("openid" in asked["scope"].split(), "the scope lacks openid")
        self._expect(min(len(asked["state"]), len(asked["nonce"])) >= 20, "state or nonce is short")
        code = f"code-{len(self._asked)}"
        self._asked[code] = {**asked, "now": str(int(now.timestamp()))}
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    async def _configuration(self, _request: Request) -> Response:
        return self.broken or JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.discovery,
            }
        )

    async def _keys(self, _request: Request) -> Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return JSONResponse({"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]})

    async def _token(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self._asked.pop(sent.get("code", ""), None)
        if request.headers.get("authorization") != f"Basic {basic}" or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self._expect(challenge == asked["code_challenge"], "the verifier does not fit its challenge")
        self._expect(sent["redirect_uri"] == asked["redirect_uri"], "another address to come back to")
        self._expect(sent["grant_type"] == "authorization_code", "another grant")
        now = int(asked["now"])
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(given, self.signing_key or self.key, self.algorithm, headers={"kid": KEY_ID})
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _expect(self, fits: bool, complaint: str) -> None:
        if not fits:
            self.complaints.append(complaint)
