"""An OpenID Connect provider that runs beside the test."""

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
import jwt
import requests


@dataclass
class Provider:
    """A provider whose answers a test may bend: `bend[path]` gets the response and changes it."""

    url: str = ""
    bend: dict[str, Callable] = field(default_factory=dict)
    key: Any = None  # what it signs with, once it has answered

    def bent(self, response):
        if bend := self.bend.get(flask.request.path):
            self.key = flask.g.oidc_provider_mock_storage.jwk
            bend(response)
        return response

    def signed(self, claims, key=None, alg="RS256", **header) -> str:
        """`claims` as a JWT, signed by the provider unless another key is given."""
        if key is None:
            key = jwt.PyJWK.from_json(json.dumps(self.key.as_dict(is_private=True))).key
        header = {"kid": self.key.as_dict()["kid"]} | header
        return jwt.encode(claims, key, algorithm=alg, headers=header)

    def is_about(self, sub: str, **claims) -> None:
        """Say what the provider knows of the person `sub`."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()


@contextmanager
def running_provider() -> Iterator[Provider]:
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401  it wants its warnings shown; they are not ours

        warnings.simplefilter("ignore")
        import oidc_provider_mock
        from oidc_provider_mock._server import _threaded_server

        provider, app = Provider(), oidc_provider_mock.app()
    app.after_request(provider.bent)
    with _threaded_server(app=app, poll_interval=0.01) as server:
        provider.url = f"http://localhost:{server.server_port}"
        yield provider
