"""attacks.py - attacks a live edge by raw bytes, between a client and an
origin that both lie, and says which attacks work.

usage: attacks.py POPBOX FOLDER [TITLE-PART]
       attacks.py --edges NAME=PORT,... ORIGIN-PORT [TITLE-PART]

The second form attacks a server that runs already, to compare; cases that
need what it does not have are left out. A case fails when a client gets what
is not its own or the origin hears what nobody sent; it warns when nothing is
lost yet. popbox has to be free of both.
"""
import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import time

import attack_answers  # the order of the cases
import attack_framing
import attack_keys
import attack_limits
import attack_storing
from attack_tools import Failure, Origin, Warned, World, cases, wait_for

TABLES = (attack_framing, attack_keys, attack_storing, attack_answers,
          attack_limits)
CLASSES = {
    1: "CL.TE, TE.CL, TE.TE", 2: "Content-Length", 3: "bytes of lines",
    4: "chunks", 5: "unread bodies", 6: "other protocols", 7: "authority",
    8: "hop by hop", 9: "key delimiters", 10: "host and method in the key",
    11: "spellings, deception", 12: "unkeyed input", 13: "CPDoS", 14: "Vary",
    15: "304", 16: "collapsing", 17: "private answers", 18: "cut bodies",
    19: "bad answers", 20: "bytes of no answer", 21: "ranges",
    22: "HEAD and OPTIONS", 23: "slowness", 24: "size", 25: "keys",
    26: "administration", 27: "S3 and the log"}
METHODS = {"Quantity": 7, "Items": ["GET", "HEAD", "OPTIONS", "PUT", "POST",
                                    "PATCH", "DELETE"]}


def behavior(policy, request_policy=None, all_methods=True):
    found = {"TargetOriginId": "web", "CachePolicyId": policy}
    if request_policy:
        found["OriginRequestPolicyId"] = request_policy
    if all_methods:
        found["AllowedMethods"] = dict(METHODS, CachedMethods={
            "Quantity": 3, "Items": ["GET", "HEAD", "OPTIONS"]})
    return found


def config(port):
    keyed = "UseOriginCacheControlHeaders-QueryStrings"
    rfc = behavior(keyed, "AllViewer")
    edges = {
        "cf": {"DefaultCacheBehavior": behavior("CachingOptimized", None,
                                                False)},
        "keyed": {"DefaultCacheBehavior": behavior(keyed)},
        "rfc": {"profile": "rfc9111", "DefaultCacheBehavior": rfc},
        "open": {"DefaultCacheBehavior": behavior("CachingDisabled",
                                                  "AllViewer")}}
    edges["lone"] = dict(edges["open"])
    for name, edge in edges.items():
        edge["domain"] = name + ".test"
        edge["rules"] = {"error_ttl_s": 0}  # else errors of ours are kept
    return {"origins": {"web": {"domain": "web.test", "connect_attempts": 1,
                                "address": "127.0.0.1:%d" % port}},
            "edges": edges}


def quick_config(port):
    found = config(port)
    found["origins"]["web"]["read_timeout_ms"] = 2000
    edge = found["edges"]["cf"]
    edge["domain"], edge["write_timeout_ms"] = "quick.test", 1500
    edge["CacheBehaviors"] = [dict(behavior("CachingDisabled", "AllViewer"),
                                   PathPattern="/open/*")]
    found["edges"] = {"quick": edge}
    found["limits"] = {name: 1000 for name in (
        "head_timeout_ms", "idle_timeout_ms", "body_timeout_ms")}
    return found


class Program:
    """popbox, with a log."""

    def __init__(self, popbox, name, *args):
        self.out, self.ready = name + ".log", name + ".ready"
        self.log_file = open(self.out, "wb")
        self.process = subprocess.Popen(
            [popbox, *args, "--ready-file", self.ready],
            stdout=self.log_file, stderr=open(name + ".err", "wb"))
        if not wait_for(lambda: os.path.exists(self.ready)):
            sys.exit("popbox does not listen: " + name)
        with open(self.ready) as file:
            told = json.load(file)
        self.ports = {one["name"]: one["port"] for kind in ("edges", "origins")
                      for one in told[kind]}

    def log(self):
        with open(self.out, "rb") as file:
            return file.read()

    def memory(self):
        with open("/proc/%d/statm" % self.process.pid) as file:
            return int(file.read().split()[1]) * 4096

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def start(popbox, folder, origin):
    os.makedirs(folder + "/files/box")
    for name, text in (("secret", "outside"), ("files/box/kept", "kept")):
        with open(folder + "/" + name, "w") as file:
            file.write(text)
    os.symlink(folder, folder + "/files/box/link")
    for name, made in (("edge", config), ("quick", quick_config)):
        with open("%s/%s.json" % (folder, name), "w") as file:
            json.dump(made(origin.port), file)
    programs = [Program(popbox, folder + "/" + name, "serve",
                        "%s/%s.json" % (folder, name))
                for name in ("edge", "quick")]
    programs.append(Program(popbox, folder + "/s3", "origin", "--dir",
                            folder + "/files/box", "--bucket", "box",
                            "--port", "0"))
    ports = dict(programs[0].ports, **programs[1].ports)
    ports["s3"] = list(programs[2].ports.values())[0]
    return programs, ports


def perform(one, world):
    try:
        one.run(world)
    except Failure as failure:
        one.outcome, one.why = "FAILED", str(failure)
    except Warned as warning:
        one.outcome, one.why = "warned", str(warning)
    except KeyError as missing:
        one.outcome, one.why = "left out", "no edge %s" % missing
    except Exception as error:  # no answer where one is due, above all
        one.outcome, one.why = "FAILED", "%s: %s" % (type(error).__name__,
                                                     error)


def report(origin, chosen):
    for why, raw in origin.faults:
        print("FAILED: the origin was sent %s: %r" % (why, raw))
    for one in chosen:
        if one.outcome not in ("passed", "left out"):
            print("%s: class %d, %s (%s): %s" % (one.outcome, one.number,
                                                one.title, one.rule, one.why))
    print("%-32s%7s%7s%7s" % ("class", "passed", "warned", "failed"))
    for number, name in CLASSES.items():
        counts = [sum(one.number == number and one.outcome == outcome
                      for one in chosen)
                  for outcome in ("passed", "warned", "FAILED")]
        if sum(counts):
            print("%2d %-29s%7d%7d%7d" % (number, name, *counts))
    passed = sum(one.outcome == "passed" for one in chosen)
    left = sum(one.outcome == "left out" for one in chosen)
    failed = len(chosen) - passed - left + len(origin.faults)
    print("%d passed, %d failed" % (passed, failed))
    return failed


def main(args):
    foreign = args[0] == "--edges"
    programs = []
    origin = Origin(int(args[2]) if foreign else 0)
    if foreign:
        ports = {name: int(port) for name, port in
                 (pair.split("=") for pair in args[1].split(","))}
    else:
        programs, ports = start(args[0], args[1], origin)
    part = args[3 if foreign else 2:] or [""]
    chosen = [one for one in cases if part[0] in one.title]
    # Those that measure the program's memory want it for themselves.
    alone = [one for one in chosen if "costs few MiB" in one.title]
    program = programs[0] if programs else None
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        for one in sorted(chosen, key=lambda one: one.number != 23):
            if one not in alone:
                pool.submit(perform, one, World(ports, origin, program))
    for one in alone:
        perform(one, World(ports, origin, program))
    failed = report(origin, chosen)
    for program in programs:
        status = program.stop()
        if status != 0:
            print("FAILED: popbox ended with %d" % status)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[1:])
    print("%d cases, %.0f s" % (len(cases), time.monotonic() - began))
    sys.stdout.flush()
    os._exit(code)  # the origin's threads wait for nothing any more
