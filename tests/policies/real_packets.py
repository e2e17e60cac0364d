"""The model against real TCP, in random networks: by hand, as root, on Linux with iproute2 and nftables.

    python -m tests.policies.real_packets --networks 4000

Three network namespaces stand for the load balancer's nodes, the VPC and the targets. Security groups are stateful
rules at the hosts, network ACLs stateless rules between subnets, routes those of the nodes' subnets. In every network
each node's address calls each target's from every port that replies could go to. What arrives is compared with
`tests.policies.packets`, which `make test` compares with the model, and with the model itself.
"""

import argparse
import contextlib
import ctypes
import itertools
import os
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.policies.networks import FAR, SUBNETS, Network, disagreement, leads, networks
from tests.policies.packets import REPLY_PORTS, Host, Rule
from tests.policies.stacks import OPERATIONS

_GATEWAY = "169.254.1.1"
_BY_VPC = f"10.0.0.0/16 via {_GATEWAY}"
_NODES, _BETWEEN, _TARGETS = "packets-nodes", "packets-between", "packets-targets"
_NEW_NETWORK = 0x40000000
# Seconds: what arrives does so at once. What did not is asked again, for long, before it counts as a disagreement.
_SOON, _LONG = 0.03, 2.0
_LINGER = struct.pack("ii", 1, 0)
_libc = ctypes.CDLL(None, use_errno=True)
Flow = tuple[Host, Host, int]


def main() -> None:
    """Draws networks until so many are done. Raises `AssertionError` where one disagrees."""
    parser = argparse.ArgumentParser(prog="real_packets", description=__doc__.partition("\n")[0])
    parser.add_argument("--networks", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    with _namespaces() as wires:

        @seed(options.seed)
        @settings(
            max_examples=options.networks, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(networks(), st.sampled_from(OPERATIONS))
        def compare(network: Network, operation: str) -> None:
            flows = [each for flow in network.flows() for each in flow]
            arrived = wires.arrived(network, flows)
            wrong = [each for each in flows if (each in arrived) != network.world.connects(*each)]
            if wrong:
                arrived = wires.arrived(network, flows, _LONG)
                wrong = [each for each in flows if (each in arrived) != network.world.connects(*each)]
            assert not wrong, f"real packets say otherwise of {wrong[0]} in {network}"
            told = disagreement(network, operation, lambda *flow: flow in arrived)
            assert not told, f"{told}: {network}"
            wires.count(connects=bool(flows) and len(arrived) == len(flows), flows=len(flows))

        compare()
        sys.stdout.write(f"seed {options.seed}: {wires}\n")


class _Wires:
    """The namespaces, with what was tried in them."""

    def __init__(self, listening: list[socket.socket]) -> None:
        self._listening = listening
        self._zone = 0
        self.networks = self.connecting = self.connections = 0

    def __str__(self) -> str:
        share = 100 * self.connecting / max(1, self.networks)
        return (
            f"{self.networks} networks, {self.connections} connections tried, all agree;"
            f" {self.connecting} networks ({share:.0f} %) connect"
        )

    def count(self, *, connects: bool, flows: int) -> None:
        """Notes a network in which all agreed."""
        self.networks += 1
        self.connecting += connects
        self.connections += flows * len(REPLY_PORTS)
        if not self.networks % 200:
            sys.stderr.write(f"{self}\n")

    def arrived(self, network: Network, flows: list[Flow], patience: float = _SOON) -> set[Flow]:
        """The flows of a network that are connected from whatever port replies go to."""
        # A zone of its own keeps connections of an earlier network from counting as established in this one.
        self._zone = self._zone % 60_000 + 1
        _load(_NODES, _group_rules(network, "lb-sg", "output", "egress", self._zone))
        _load(_TARGETS, _group_rules(network, "app-sg", "input", "ingress", self._zone))
        _load(_BETWEEN, _acl_rules(network))
        _set_routes(network)
        with _inside(_NODES):
            failed = self._call(list(itertools.product(flows, REPLY_PORTS)), patience)
        return {each for each in flows if each not in failed}

    def _call(self, calls: list[tuple[Flow, int]], patience: float) -> set[Flow]:
        """The flows of which some call was not answered in time."""
        waiting: dict[int, tuple[socket.socket, Flow]] = {}
        failed: set[Flow] = set()
        poll = select.epoll()
        for (source, target, port), own_port in calls:
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # What is closed is gone, and leaves the port for the next network.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
            made.bind((source.address, own_port))
            waiting[made.fileno()] = made, (source, target, port)
            try:
                made.connect((target.address, port))
            except BlockingIOError:
                poll.register(made, select.EPOLLOUT)
            except OSError:
                failed.add((source, target, port))
                waiting.pop(made.fileno())
                made.close()
        while waiting and (ready := poll.poll(patience)):
            for number, _ in ready:
                made, flow = waiting.pop(number)
                if made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    failed.add(flow)
                made.close()
            self._accept()
        for made, flow in waiting.values():
            failed.add(flow)
            made.close()
        self._accept()
        poll.close()
        return failed

    def _accept(self) -> None:
        for each in self._listening:
            with contextlib.suppress(BlockingIOError):
                while True:
                    each.accept()[0].close()


@contextlib.contextmanager
def _namespaces() -> Iterator[_Wires]:
    """The three namespaces with their addresses, and sockets that listen on the ports of targets."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    nodes, targets = ([str(each) for each in _addresses(place)] for place in (5, 6))
    try:
        for name in (_NODES, _BETWEEN, _TARGETS):
            _run("ip", "netns", "add", name)
            _ip(name, "link set lo up")
        _connect(_NODES, nodes, "169.254.1")
        _connect(_TARGETS, [*targets, FAR], "169.254.2")
        _settings(_BETWEEN, {"net/ipv4/ip_forward": 1})
        _ip(_TARGETS, "route add default via 169.254.2.1 dev wire")
        _settings(_TARGETS, {"net/core/somaxconn": 60_000, "net/ipv4/tcp_max_syn_backlog": 60_000,
                             "net/ipv4/tcp_synack_retries": 0})  # fmt: skip
        for number, zone in enumerate(SUBNETS):
            _ip(_NODES, f"rule add from {SUBNETS[zone]} lookup {100 + number}")
            _ip(_NODES, f"route add {_BY_VPC} table {100 + number}")
        with _inside(_TARGETS):
            listening = [_listen(base + more) for base in (8000, 40000) for more in (80, 1090)]
        yield _Wires(listening)
    finally:
        _libc.setns(home, _NEW_NETWORK)
        for name in (_NODES, _BETWEEN, _TARGETS):
            _run("ip", "netns", "delete", name)


def _addresses(place: int) -> Iterator[str]:
    for zone in SUBNETS.values():
        for quarter in range(4):
            yield f"{zone.rpartition('.')[0]}.{64 * quarter + place}"


def _connect(name: str, addresses: list[str], link: str) -> None:
    """Joins a namespace to the one between, which has a route to each of its addresses."""
    _ip(_BETWEEN, f"link add {name[8:]} type veth peer name wire netns {name}")
    _ip(_BETWEEN, f"addr add {link}.1/30 dev {name[8:]}")
    _ip(_BETWEEN, f"link set {name[8:]} up")
    _ip(name, f"addr add {link}.2/30 dev wire")
    _ip(name, "link set wire up")
    for address in addresses:
        _ip(name, f"addr add {address}/32 dev lo")
        _ip(_BETWEEN, f"route add {address}/32 via {link}.2")
    for space in (name, _BETWEEN):
        _settings(space, {"net/ipv4/conf/all/rp_filter": 0, "net/ipv4/conf/default/rp_filter": 0})


def _listen(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("0.0.0.0", port))  # noqa: S104 - in a namespace of its own
    made.listen(60_000)
    return made


def _set_routes(network: Network) -> None:
    """The tables of the nodes' subnets: what leads nowhere drops packets."""
    lines = []
    for number, zone in enumerate(SUBNETS):
        table = f"table {100 + number}"
        # Beyond its own table there is no other way.
        lines += [
            f"route flush {table}",
            f"route add {_BY_VPC} {table}",
            f"route add unreachable default metric 9 {table}",
        ]
        for cidr, way in network.world.routes.get(zone, ()):
            lines.append(
                f"route add {cidr} via {_GATEWAY} {table}" if leads(way) else f"route add blackhole {cidr} {table}"
            )
    _run("ip", "-n", _NODES, "-batch", "-", text="\n".join(lines))


def _group_rules(network: Network, group: str, hook: str, direction: str, zone: int) -> str:
    """A security group at its hosts: stateful, closed but for its rules."""
    side = "daddr" if direction == "egress" else "saddr"
    of_group = {
        "lb-sg": [each for node in network.nodes for each in _of_zone(node, 5)],
        "app-sg": [each for task in network.tasks for each in _of_zone(task, 6)],
        "other-sg": [],
    }
    rules = ["ct state established,related accept"]
    if hook == "input":
        # What is far away has no security group.
        rules.append(f"ip daddr {FAR} accept")
    for rule in network.world.groups[group][direction]:
        named = [*rule.get("groups", ()), *([group] if rule.get("self") else ())]
        others = [*rule.get("cidrBlocks", ()), *(address for name in named for address in of_group[name])]
        rules += [f"ip {side} {other} {_ports(rule)} accept" for other in others]
    return _table(
        *(f"chain zone_{each} {{ type filter hook {each} priority raw; ct zone set {zone}; }}"
          for each in ("prerouting", "output")),
        f"chain group {{ type filter hook {hook} priority filter; policy drop; {'; '.join(rules)}; }}",
    )  # fmt: skip


def _acl_rules(network: Network) -> str:
    """The ACLs between subnets: stateless, in order of their rules' numbers, closed at their end."""
    chains, jumps = [], [f"ip saddr {cidr} ip daddr {cidr} accept" for cidr in SUBNETS.values()]
    for direction, own, other in (("egress", "saddr", "daddr"), ("ingress", "daddr", "saddr")):
        for zone, by_direction in network.world.acls.items():
            entries = sorted(by_direction[direction], key=lambda entry: entry["ruleNo"])
            rules = [
                f"ip {other} {entry['cidrBlock']} {_ports(entry)} {'return' if entry['action'] == 'allow' else 'drop'}"
                for entry in entries
            ]
            chains.append(f"chain {direction}_{zone} {{ {'; '.join([*rules, 'drop'])}; }}")
            jumps.append(f"ip {own} {SUBNETS[zone]} jump {direction}_{zone}")
    return _table(*chains, f"chain between {{ type filter hook forward priority filter; {'; '.join(jumps)}; }}")


def _ports(rule: Rule) -> str:
    if rule["protocol"] in ("-1", "all"):
        return ""
    return f"{'udp' if rule['protocol'] == 'udp' else 'tcp'} dport {rule['fromPort']}-{rule['toPort']}"


def _of_zone(zone: str, place: int) -> Iterator[str]:
    prefix = SUBNETS[zone].rpartition(".")[0]
    return (each for each in _addresses(place) if each.startswith(f"{prefix}."))


def _table(*chains: str) -> str:
    body = "\n".join(chains)
    return f"flush ruleset\ntable ip packets {{\n{body}\n}}\n"


def _load(name: str, rules: str) -> None:
    _run("ip", "netns", "exec", name, "nft", "-f", "-", text=rules)


@contextlib.contextmanager
def _inside(name: str) -> Iterator[None]:
    """Lets this thread make its sockets in a namespace."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if _libc.setns(there, _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), f"can not enter the network namespace {name}")
        yield
    finally:
        _libc.setns(home, _NEW_NETWORK)
        os.close(there)
        os.close(home)


def _settings(name: str, values: dict[str, int]) -> None:
    with _inside(name):
        for path, value in values.items():
            Path("/proc/sys", path).write_text(str(value), encoding="utf-8")


def _ip(name: str, command: str) -> None:
    _run("ip", "-n", name, *command.split())


def _run(*command: str, text: str = "") -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}\n{text}")


if __name__ == "__main__":
    main()
