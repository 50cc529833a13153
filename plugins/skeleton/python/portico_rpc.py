"""Speaks Portico's protocol for executable adapters: JSON-RPC 2.0, one message per line. Needs Python 3.8, nothing else.

Write a class with the methods `initialize`, `check` and `snapshot`, those of METHODS beside them that your claims want
(`prepare` and `apply` to write), and call `serve(Adapter())`. Each is called with its params and then with a `Call`.
Standard output belongs to the protocol: print what is for people with `log`.
"""

import json
import sys
import threading

PROTOCOL = 1
CAPABILITIES = (
    "writeProducts",
    "writePlans",
    "deletePolicies",
    "tagPolicies",
    "issueApiKeys",
    "chooseKeys",
    "issueBasicAuth",
    "issueHmacKeys",
    "issueCertificateKeys",
    "issueOAuthClients",
    "explainTokens",
    "listCredentials",
    "revokeCredentials",
    "moveCredentials",
    "manageCertificates",
    "readTokens",
    "readUsage",
    "readUsers",
)

METHODS = {
    "check": (),
    "snapshot": (),
    "prepare": ("intent",),
    "apply": ("intent", "proposal"),
    "credentials": ("policies",),
    "usage": ("targets", "span"),
    "tokens": ("target", "apis"),
    "certificates": (),
}

_lock = threading.Lock()


class AdapterError(Exception):
    """A failure that Portico knows: one of its codes, what failed with the value seen, and what to do about it."""

    def __init__(self, code, message, hint=None):
        super().__init__(message)
        self.code = code
        self.hint = hint


class Call:
    """A call of Portico under way. `raise_if_cancelled` belongs before everything that takes time."""

    def __init__(self, token):
        self.token = token
        self.cancelled = threading.Event()

    def progress(self, what, received, total=None):
        """Tells how far a reading has come; `received` of `total` must not go back."""
        self.step({"what": what, "received": received, "total": total})

    def step(self, value):
        """A step of `check` or `apply`, as it happens."""
        _send({"method": "$/progress", "params": {"token": self.token, "value": value}})

    def raise_if_cancelled(self):
        if self.cancelled.is_set():
            raise AdapterError("CANCELLED", "It was cancelled.")


def only(available, reason):
    """Capabilities: those named can be used, all others cannot, for that reason."""
    return {
        name: {"available": True} if name in available else {"available": False, "reason": reason}
        for name in CAPABILITIES
    }


def log(line):
    print(line, file=sys.stderr, flush=True)


def serve(adapter):
    """Answers until Portico shuts down or goes away. Each call runs in a thread, so that it can be cancelled."""
    calls = {}
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params") or {}
        if method == "$/cancelRequest":
            call = calls.get(params.get("id"))
            if call is not None:
                call.cancelled.set()
                _refuse(params["id"], AdapterError("CANCELLED", "It was cancelled."), calls)
        elif method == "shutdown":
            _send({"id": message["id"], "result": None})
            return
        elif "id" in message:
            calls[message["id"]] = Call(params.get("token"))
            arguments = (adapter, message["id"], method, params, calls)
            threading.Thread(target=_answer, args=arguments, daemon=True).start()


def _answer(adapter, id, method, params, calls):
    try:
        result = _result(adapter, method, params, calls[id])
        if _finish(id, calls):
            _send({"id": id, "result": result})
    except AdapterError as error:
        _refuse(id, error, calls)
    except Exception as error:  # a fault of the adapter: Portico names the method, the log has the rest
        log(f"{method}: {type(error).__name__}: {error}")
        _refuse(id, error, calls)


def _result(adapter, method, params, call):
    if method == "initialize":
        return {"protocolVersion": PROTOCOL, "capabilities": adapter.initialize(params["provider"], call)}
    if method in METHODS and hasattr(adapter, method):
        return getattr(adapter, method)(*(params[name] for name in METHODS[method]), call)
    raise AdapterError("CANNOT_WRITE", f"This adapter has no method {method}.")


def _refuse(id, error, calls):
    if not _finish(id, calls):
        return
    data = {"code": error.code, "hint": error.hint} if isinstance(error, AdapterError) else None
    _send({"id": id, "error": {"code": -32000, "message": str(error), "data": data}})


def _finish(id, calls):
    """True for the first who answers a request: one that was cancelled has its answer already."""
    with _lock:
        return calls.pop(id, None) is not None


def _send(message):
    text = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":"))
    with _lock:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
