"""The simulated content.googleapis.com: the long wait of the old phone prompt."""

from __future__ import annotations

import threading
from typing import Final

from flask import Flask, Response, jsonify, request

from .google_world import World

WAIT: Final = 20.0
"""Seconds until a wait without an answer ends in HTTP 500, as at Google, and has to be asked again."""
TICK: Final = 0.05


def make_googleapis_app(world: World) -> Flask:
    """`POST /cryptauth/v1/authzen/awaittx?alt=json&key=…` with `{"txId": …}`; the answer holds `txToken`."""
    app = Flask(__name__, static_folder=None)

    @app.post("/cryptauth/v1/authzen/awaittx")
    def wait() -> tuple[Response, int]:
        asked = request.get_json(silent=True)
        prompt = world.prompts.get(str(asked.get("txId", "")) if isinstance(asked, dict) else "")
        if prompt is None or not request.args.get("key"):
            return jsonify(error={"code": 400, "message": "Request contains an invalid argument."}), 400
        with world.lock:
            if prompt.errors_left:
                prompt.errors_left -= 1
                return jsonify(error={"code": 500, "message": "Internal error encountered."}), 500
        for _ in range(int(WAIT / TICK)):
            state = prompt.state(world.clock())
            if state == "approved":
                return jsonify(txId=prompt.id, txToken=prompt.token), 200
            if state != "waiting":
                return jsonify(error={"code": 400, "message": f"Transaction {state}."}), 400
            threading.Event().wait(TICK)
        return jsonify(error={"code": 500, "message": "Internal error encountered."}), 500

    return app
