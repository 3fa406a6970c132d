"""A peer that breaks the rules of HTTP/2 and gRPC, to see that the other side stands it.

    hostile client --address unix:PATH|HOST:PORT [--theme NAME] [--scenario NAME ...]
        Is a hostile client of a server of grpc.testing.TestService, with one scenario after the other. While each runs,
        a second client that behaves must be served.
    hostile server --socket PATH|--port PORT --scenario NAME ...
        Is a hostile server. For each scenario it prints an address (PATH, then PATH.1 and so on), runs the scenario on
        the first connection there, and behaves on all others, as on the first when the scenario is over. It stays until
        it is killed, or for ten minutes.
    hostile list client|server
        Prints of every scenario its name, its theme (the file that it is in) and what it is about.
    hostile corpus FOLDER
        Writes the first bytes that each scenario sends, to files CLIENT-OR-SERVER/NAME.bin, as seeds for fuzzing.

Prints one JSON object for each scenario: what was expected, what came of it, and whether that is as expected. Exits
with 0 when all was as expected. `registry.py` says what the words mean.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading

import h2.exceptions

import corpus
import polite
import scenarios  # noqa: F401  (fills the registry)
from connection import Gone, Silent, Wrong
from registry import SCENARIOS
from roles import AsClient, AsServer

# After these the connection lives on, and must serve further calls.
SURVIVED = ("answered", "ignored", "status:", "http:", "reset:")
LIFETIME = 600


def outcome_of(scenario, connection):
    """Runs a scenario; whatever goes wrong is an outcome."""
    try:
        if not scenario.is_raw:
            connection.start()
        outcome = scenario.run(connection)
        if connection.is_client and outcome.startswith(SURVIVED) and not scenario.is_last:
            connection.gives_window = True
            if not connection.survives():
                outcome += ", and then nothing more"
        return outcome
    except Gone:
        return connection.ending()
    except Silent:
        return "silent"
    except Wrong as error:
        return f"wrong: {error}"


def report(scenario, outcome, **more):
    is_right = scenario.accepts(outcome) and all(more.values())
    line = {"scenario": scenario.name, "ok": is_right, "outcome": outcome, "expected": scenario.expected, **more}
    print(json.dumps(line), flush=True)
    return is_right


def run_client(options):
    all_right = True
    for scenario in SCENARIOS["client"].values():
        if options.scenario and scenario.name not in options.scenario:
            continue
        if options.theme and scenario.theme != options.theme:
            continue
        other = polite.PoliteClient(options.address)
        connection = AsClient.connect(options.address)
        try:
            other.call()
            outcome = outcome_of(scenario, connection)
            others_served = other.call() == "0"
        except OSError as error:
            outcome, others_served = f"wrong: {error}", False
        finally:
            connection.close()
            other.close()
        all_right = report(scenario, outcome, others_served=others_served) and all_right
    return all_right


def run_server(options):
    signal.alarm(LIFETIME)
    for index, name in enumerate(options.scenario):
        listener, address = listen(options, index)
        print(address, flush=True)
        connection = AsServer(listener.accept()[0])
        threading.Thread(target=serve_others, args=(listener,), daemon=True).start()
        scenario = SCENARIOS["server"][name]
        report(scenario, outcome_of(scenario, connection))
        if not connection.is_closed:
            threading.Thread(target=serve_rest, args=(connection,), daemon=True).start()
    signal.pause()


def listen(options, index):
    if options.socket:
        path = f"{options.socket}.{index}" if index else options.socket
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        return listener, f"unix:{path}"
    listener = socket.create_server(("127.0.0.1", options.port))
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"


def serve_rest(connection):
    try:
        connection.serve_rest()
    except (Gone, Silent, Wrong):
        # The client has gone, as it may.
        connection.close()


def serve_others(listener):
    while True:
        threading.Thread(target=serve_one, args=(listener.accept()[0],), daemon=True).start()


def serve_one(sock):
    with sock:
        try:
            polite.serve(sock)
        except (OSError, h2.exceptions.H2Error):
            # Its client has gone, or is none; that is for the client's own test to say.
            pass


def main():
    parser = argparse.ArgumentParser(prog="hostile")
    commands = parser.add_subparsers(dest="command", required=True)
    client = commands.add_parser("client")
    client.add_argument("--address", required=True)
    client.add_argument("--theme")
    client.add_argument("--scenario", action="append", choices=list(SCENARIOS["client"]), metavar="NAME")
    server = commands.add_parser("server")
    where = server.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket")
    where.add_argument("--port", type=int)
    server.add_argument("--scenario", action="append", required=True, choices=list(SCENARIOS["server"]), metavar="NAME")
    listing = commands.add_parser("list")
    listing.add_argument("role", choices=list(SCENARIOS))
    commands.add_parser("corpus").add_argument("folder")
    options = parser.parse_args()
    if options.command == "client":
        sys.exit(0 if run_client(options) else 1)
    elif options.command == "server":
        run_server(options)
    elif options.command == "list":
        for scenario in SCENARIOS[options.role].values():
            print(f"{scenario.name}\t{scenario.theme}\t{' '.join(scenario.about.split())}")
    else:
        corpus.write(os.path.abspath(options.folder))


if __name__ == "__main__":
    main()
