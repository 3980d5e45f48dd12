"""The sandbox's own addresses, beside the simulated ones: what it is, what to answer, what clients did.

GET    /sandbox.json                        the origins, the people, the bastions
GET    /sandbox/home.json                   sample `~/.aws/config` and `~/.aws/credentials`, as text
GET    /sandbox/code/<user>                 the code that is right now
GET    /sandbox/phone/<user>                the question on that person's phone
POST   /sandbox/phone/<user>/approve|deny   answer it
GET    /sandbox/record                      what clients left out, added or changed; DELETE clears it
POST   /sandbox/forget                      forget sessions, devices, codes and everything else
POST   /sandbox/cut/<number>                cut the connection of the request after the next <number>
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, abort, jsonify, request

from .google_world import World
from .home import sample_files
from .hosts import Scissors

DECISIONS: Final = {"approve": "approved", "deny": "denied"}


def add_control(
    app: Flask, world: World, scissors: Scissors, document: Callable[[], dict[str, object]]
) -> None:
    """Add the addresses above to the first origin."""

    @app.before_request
    def refuse_other_pages() -> None:
        """A web page of somebody else, open in a browser here, must not press our buttons."""
        origin = request.headers.get("Origin")
        if request.method != "GET" and request.path.startswith("/sandbox/") and origin is not None:
            abort(403)

    @app.get("/sandbox.json")
    def about() -> Response:
        return jsonify(document())

    @app.get("/sandbox/home.json")
    def home() -> Response:
        return jsonify(sample_files())

    @app.get("/sandbox/code/<user>")
    def code(user: str) -> Response:
        return jsonify(code_of(world, user) or abort(404))

    @app.get("/sandbox/phone/<user>")
    def phone(user: str) -> Response:
        prompt = world.last_prompt(user) or abort(404)
        return jsonify(number=prompt.number, state=prompt.state(world.clock()))

    @app.post("/sandbox/phone/<user>/<decision>")
    def decide(user: str, decision: str) -> Response:
        prompt = world.last_prompt(user) or abort(404)
        prompt.decided = DECISIONS.get(decision) or abort(404)
        return jsonify(number=prompt.number, state=prompt.decided)

    @app.get("/sandbox/record")
    def record() -> Response:
        return jsonify(world.record)

    @app.delete("/sandbox/record")
    def clear() -> Response:
        world.record.clear()
        return jsonify([])

    @app.post("/sandbox/forget")
    def forget() -> Response:
        world.forget()
        return jsonify({})

    @app.post("/sandbox/cut/<int:number>")
    def cut(number: int) -> Response:
        scissors.requests_left = number
        return jsonify({"requests_left": number})


def code_of(world: World, user: str) -> dict[str, object] | None:
    """What to type for *user* now: `code`, `valid_from` and `valid_until` (epoch seconds), `captcha`."""
    person = world.person(user)
    if person is None:
        return None
    found: dict[str, object] = {}
    code = world.code(person)
    if code:
        found |= {"code": code[0], "valid_from": int(code[1]), "valid_until": int(code[2])}
    captcha = next((text for who, text in reversed(world.captchas.values()) if who == person.user), "")
    return found | ({"captcha": captcha} if captcha else {}) or None
