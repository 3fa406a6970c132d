"""A view reaches its own backend's listed methods, and nothing else behind the window."""

import pytest

from support.waiting import eventually

CALL = """async ([method, bytes]) => {
  const messages = [];
  const end = await host.call(method, new Uint8Array(bytes), {
    deadline: 5000,
    onMessage: (payload) => void messages.push([...payload]),
  });
  return { ...end, messages };
}"""
PERMISSION_DENIED = 7
UNIMPLEMENTED = 12


@pytest.fixture
def call(window):
    frame = window.go("views/hostile/well").expect_status("ready").frame()
    return lambda method, payload=b"": frame.evaluate(CALL, [method, list(payload)])


def test_a_listed_method_is_called(call):
    answer = call("omniview.hello.v1.Greeter/Greet", b"\x0a\x03Ann")
    assert answer["status"] == 0, answer
    assert b"Ann" in bytes(answer["messages"][0])


@pytest.mark.parametrize(
    "method",
    [
        "omniview.hello.v1.Greeter/Countdown",
        "grpc.health.v1.Health/Check",
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "plugin.GRPCController/Shutdown",
        "omniview.hello.v1.Greeter/Nothing",
    ],
)
def test_a_method_that_is_not_listed_is_refused(call, method):
    assert call(method)["status"] in (PERMISSION_DENIED, UNIMPLEMENTED)


def test_a_view_is_answered_by_its_own_backend(call, window, engine):
    window_of_hello = window.go("views/hello/main").expect_status("ready")
    window_of_hello.inside().get_by_label("Name").wait_for()
    window.go("views/hostile/well")
    answer = bytes(call("omniview.hello.v1.Greeter/Greet")["messages"][0])
    own = engine.api("GET", "/v1/plugins/hostile")["summary"]["process_id"]
    # Its view starts it, and makes no call that would wait for it.
    other = eventually(lambda: engine.api("GET", "/v1/plugins/hello")["summary"].get("process_id"))
    assert own != other
    # The answer ends with the number of the process, as field 2.
    assert _varint(own) in answer and _varint(other) not in answer


def test_saying_to_be_another_plugin_changes_nothing(window):
    set_and_get = """async ([key, value]) => {
      const more = { plugin: "hello", view: "main", session: 1 };
      await host.request({ op: "storage.set", key, value, ...more });
      return (await host.request({ op: "storage.get", key, ...more })).value;
    }"""
    hostile = window.go("views/hostile/well").expect_status("ready").frame()
    assert hostile.evaluate(set_and_get, ["whose", "hostile's"]) == "hostile's"
    neighbour = window.go("views/neighbour/quiet").expect_status("ready").frame()
    assert neighbour.evaluate("async () => (await host.request({ op: 'storage.keys' })).value") == []
    assert neighbour.evaluate(set_and_get, ["whose", "the neighbour's"]) == "the neighbour's"
    hostile = window.go("views/hostile/well").expect_status("ready").frame()
    read = "async () => (await host.request({ op: 'storage.get', key: 'whose' })).value"
    assert hostile.evaluate(read) == "hostile's"


def test_a_second_hello_gets_no_second_port(window):
    frame = window.go("views/hostile/well").expect_status("ready").frame()
    ports = frame.evaluate(
        """() => new Promise((resolve) => {
          let count = 0;
          addEventListener("message", ({ ports }) => (count += ports.length));
          parent.postMessage({ omniview: "hello", version: 1 }, "*");
          // What the window answers now comes behind whatever it would answer to the hello.
          void host.request({ op: "storage.keys" }).then(() => resolve(count));
        })"""
    )
    assert ports == 0


def _varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])
