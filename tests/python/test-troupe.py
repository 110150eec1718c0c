#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

"""The library as Python sees it, and actors that are written in Python."""

import contextlib
import gc
import io
import pathlib
import sys

import tap

try:
    import gi

    gi.require_version("Troupe", "1")
except (ImportError, ValueError) as reason:
    tap.skip_all(reason)

from gi.repository import Gio, GLib, Troupe  # noqa: E402

# --- messages and helpers ---


def register(name, *fields):
    rows = GLib.Variant("a(sss)", [(*field, "a field") for field in fields])
    return Troupe.MessageType.register(name, rows, "A message of the test")


greet = register("python.greet", ("name", "s"))
greeting = register("python.greeting", ("text", "s"), ("count", "u"))
fail = register("python.fail")


def raises(code, function, *arguments):
    """The text of the library's error."""
    try:
        function(*arguments)
    except GLib.Error as error:
        assert error.matches(Troupe.Error.quark(), code), error
        return error.message
    raise AssertionError(f"{function} raised nothing")


class Stage:
    """A proc in the real world, on a main context of its own, with a client. What is left at the end is stopped."""

    def __enter__(self):
        self.context = GLib.MainContext.new()
        self.loop = Troupe.Loop.new(Troupe.RealWorld.new(self.context))
        self.proc = Troupe.Proc.new(self.loop, Troupe.Address.parse("local:1"), "stage")
        self.client = self.proc.create_client("client", Troupe.ClientFlags.PLAIN)
        return self

    def __exit__(self, *_):
        stopped = []
        self.proc.stop("the test is over", stopped.append)
        self.run_until(lambda: stopped)
        self.client.drop()
        assert stopped == [self.proc]

    def run_until(self, is_true):
        while not is_true():
            self.context.iteration(True)

    def ask(self, receiver, kind, body=None):
        """The answer, or the reason why there is none."""
        answers = []
        self.client.ask(receiver, kind, body, lambda reply, reason: answers.append(reply or reason))
        self.run_until(lambda: answers)
        return answers[0]


class Greeter(Troupe.Actor):
    def __init__(self):
        super().__init__()
        self.calls = []
        self.kept = None

    def do_init(self, context):
        self.calls.append("init")
        self.context = context
        return True

    def do_handle(self, context, message):
        self.kept = message
        if message.is_(fail):
            raise GLib.Error.new_literal(Troupe.Error.quark(), "it was told to", Troupe.Error.FAILED)
        self.calls.append(f"handle {message.get_kind().get_name()}")
        if not message.wants_reply():
            return True
        name = message.dup_field("name").unpack()
        return context.reply(message, greeting, GLib.Variant("(su)", (f"Hello, {name}!", len(self.calls))))

    def do_cleanup(self, context, failure):
        self.calls.append(f"cleanup {failure.message if failure else 'in order'}")
        return True


Greeter.accept(greet)
Greeter.accept(fail)


class Parent(Troupe.Actor):
    """Spawns a child when it begins, and answers its end with an outcome."""

    def __init__(self, child, outcome=Troupe.Supervision.HANDLED):
        super().__init__()
        self.child = child
        self.outcome = outcome
        self.events = []

    def do_init(self, context):
        self.child_id = context.spawn("child", self.child)
        return True

    def do_handle_supervision_event(self, context, event):
        self.events.append(event)
        return self.outcome


# --- values ---


def test_an_address_parses_and_prints():
    for text in "tcp:127.0.0.1:4000", "tcp:[::1]:0", "tls:host.example:1", "local:7", "unix:/run/x.sock", "unix:@x":
        assert Troupe.Address.parse(text).to_string() == text
    assert Troupe.Address.parse("tcp:127.0.0.1:4000").get_kind() == Troupe.AddressKind.TCP
    assert Troupe.Address.parse("tcp:127.0.0.1:4000").get_port() == 4000
    assert Troupe.Address.parse("local:1").get_host() is None


def test_ids_parse_and_print():
    actor = Troupe.ActorId.parse("local:1,stage,bob[3]")
    assert actor.to_string() == "local:1,stage,bob[3]"
    assert (actor.get_name(), actor.get_pid(), actor.get_proc().to_string()) == ("bob", 3, "local:1,stage")
    assert Troupe.PortId.parse("local:1,stage,bob[3][1024]").get_actor().equal(actor)
    assert Troupe.PortId.new(actor, 7).to_string() == "local:1,stage,bob[3][7]"


def test_ids_compare_by_content():
    one, same, other = (Troupe.ActorId.parse(f"local:1,stage,bob[{pid}]") for pid in (3, 3, 4))
    assert one.equal(same) and not one.equal(other)
    assert one.hash() == same.hash()
    assert one.compare(other) < 0 < other.compare(one)


def test_an_error_has_its_domain_and_code():
    assert "'x'" in raises(Troupe.Error.INVALID_ID, Troupe.ActorId.parse, "x")
    raises(Troupe.Error.INVALID_ADDRESS, Troupe.Address.parse, "nowhere")
    raises(Troupe.Error.INVALID_NAME, Troupe.name_check, "a b")


def test_a_reason_has_a_name():
    assert Troupe.Reason.to_string(Troupe.Reason.NO_SUCH_ACTOR) == "no-such-actor"
    assert Troupe.Reason.from_string("no-such-actor") == (True, Troupe.Reason.NO_SUCH_ACTOR)


def test_a_message_type_keeps_its_fields():
    assert greeting.get_name() == "python.greeting"
    assert greeting.get_signature().dup_string() == "(su)"
    assert [(field.name, field.type) for field in greeting.get_fields()] == [("text", "s"), ("count", "u")]
    assert Troupe.MessageType.lookup("python.greeting") == greeting
    assert Troupe.MessageType.lookup("python.unheard-of") is None


# --- actors in Python ---


def test_an_actor_answers_an_ask():
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", Greeter())
        reply = stage.ask(greeter, greet, GLib.Variant("(s)", ("world",)))
        assert reply.get_kind() == greeting and reply.dup_body().unpack() == ("Hello, world!", 2)
        assert reply.get_sender().equal(greeter)


def test_an_actor_lives_from_init_to_cleanup():
    actor = Greeter()
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", actor)
        assert stage.client.send(greeter, greet, GLib.Variant("(s)", ("world",)))
    assert actor.calls == ["init", "handle python.greet", "cleanup in order"]


def test_a_body_of_another_form_is_refused():
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", Greeter())
        raises(Troupe.Error.INVALID_MESSAGE, stage.client.send, greeter, greet, GLib.Variant("(u)", (1,)))


def test_a_type_that_is_not_accepted_comes_back():
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", Greeter())
        assert stage.ask(greeter, greeting, GLib.Variant("(su)", ("", 0))) == Troupe.Reason.NO_SUCH_PORT


def test_an_actor_that_was_never_there_is_no_such_actor():
    with Stage() as stage:
        nobody = Troupe.ActorId.new(stage.proc.get_id(), "nobody", 9)
        assert stage.ask(nobody, fail) == Troupe.Reason.NO_SUCH_ACTOR


def test_a_name_can_be_taken():
    with Stage() as stage:
        stage.proc.spawn("greeter", Greeter())
        raises(Troupe.Error.EXISTS, stage.proc.spawn, "greeter", Greeter())


def test_a_parent_hears_why_its_child_failed():
    child = Greeter()
    parent = Parent(child)
    with Stage() as stage:
        stage.proc.spawn("parent", parent)
        stage.run_until(lambda: child.calls)
        stage.client.send(parent.child_id, fail)
        stage.run_until(lambda: parent.events)
    (event,) = parent.events
    assert event.is_failure() and event.get_text() == "it was told to"
    assert event.get_actor().equal(parent.child_id) and event.get_status() == Troupe.ActorStatus.FAILED
    assert child.calls == ["init", "cleanup it was told to"]


def test_a_declined_failure_climbs_to_the_grandparent():
    parent = Parent(Greeter(), outcome=Troupe.Supervision.DECLINED)
    grandparent = Parent(parent)
    with Stage() as stage:
        stage.proc.spawn("grandparent", grandparent)
        stage.run_until(lambda: parent.child.calls)
        stage.client.send(parent.child_id, fail)
        stage.run_until(lambda: grandparent.events)
    assert grandparent.events[0].to_string() == f"{parent.child_id.to_string()} failed: it was told to"


def test_a_python_exception_fails_the_actor():
    class Careless(Troupe.Actor):
        def do_handle(self, context, message):
            raise KeyError("lost")

    Careless.accept(fail)
    parent = Parent(Careless())
    with Stage() as stage, contextlib.redirect_stderr(io.StringIO()) as printed:
        stage.proc.spawn("parent", parent)
        stage.run_until(lambda: hasattr(parent, "child_id"))
        stage.client.send(parent.child_id, fail)
        stage.run_until(lambda: parent.events)
    assert parent.events[0].is_failure() and "KeyError: 'lost'" in printed.getvalue()


def test_a_deferral_ends_a_call_later():
    class Slow(Greeter):
        def do_handle(self, context, message):
            self.deferral, self.question = context.defer(), message
            return True

        def finish(self):
            self.context.reply(self.question, greeting, GLib.Variant("(su)", ("at last", 0)))
            self.deferral.complete()
            return False

    actor = Slow()
    answers = []
    with Stage() as stage:
        slow = stage.proc.spawn("slow", actor)
        stage.client.ask(slow, greet, GLib.Variant("(s)", ("",)), lambda reply, reason: answers.append(reply))
        stage.run_until(lambda: hasattr(actor, "question"))
        stage.loop.post(actor.finish)
        stage.run_until(lambda: answers)
    assert answers[0].dup_field("text").unpack() == "at last"


def test_what_python_keeps_outlives_the_actor():
    actor = Greeter()
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", actor)
        reply = stage.ask(greeter, greet, GLib.Variant("(s)", ("world",)))
    del stage
    gc.collect()
    assert reply.dup_field("text").unpack() == "Hello, world!"
    assert actor.kept.dup_field("name").unpack() == "world"
    assert actor.kept.get_receiver().equal(greeter)
    del actor.context


def test_an_ask_that_is_dropped_frees_its_function():
    class Noticed:
        pass

    noticed = Noticed()
    references = sys.getrefcount(noticed)
    with Stage() as stage:
        slow = stage.proc.spawn("parent", Parent(Greeter()))
        stage.client.query(slow, lambda *_, noticed=noticed: None)
        assert sys.getrefcount(noticed) == references + 1
    del stage
    gc.collect()
    assert sys.getrefcount(noticed) == references


# --- ports ---


note = register("python.note", ("id", "t"))
subscribe = register("python.subscribe", ("port", Troupe.PORT_REF_SIGNATURE), ("count", "u"))


class Publisher(Troupe.Actor):
    """Sends so many notes to the port that it is given."""

    def do_handle(self, context, message):
        port = Troupe.PortRef.from_variant(message.dup_field("port"))
        for number in range(message.dup_field("count").unpack()):
            context.send_to_port(port, None, GLib.Variant("(t)", (number,)))
        return True


Publisher.accept(subscribe)


def subscribe_at(stage, port, count):
    publisher = stage.proc.spawn("publisher", Publisher())
    fields = GLib.Variant.new_tuple(port.bind().to_variant(), GLib.Variant("u", count))
    stage.client.send(publisher, subscribe, fields)
    return publisher


def number_of(message):
    return message.dup_field("id").unpack()


def test_a_port_ref_parses_and_prints():
    for text in "local:1,stage,bob[3][1024]", "local:1,stage,bob[3][1024];once;no-return;type=python.note":
        assert Troupe.PortRef.parse(text).to_string() == text
    port = Troupe.PortRef.parse("local:1,stage,bob[3][1024];once")
    assert port.get_flags() == Troupe.PortFlags.ONCE
    assert port.equal(Troupe.PortRef.from_variant(port.to_variant()))
    assert "'local:1'" in raises(Troupe.Error.INVALID_ID, Troupe.PortRef.parse, "local:1")


def test_a_program_receives_while_the_loop_runs():
    with Stage() as stage:
        port = stage.client.open_port(note, Troupe.PortMode.QUEUE)
        publisher = subscribe_at(stage, port, 3)
        received = [port.receive(None) for _ in range(3)]
        assert [number_of(message) for message in received] == [0, 1, 2]
        assert received[0].get_sender().equal(publisher)
        assert port.try_receive() is None


def test_a_program_waits_for_the_end_of_a_proc():
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", Greeter())
        ended, stopped, aborted = stage.proc.destroy_and_wait("done", 10**9)
        assert ended
        assert [actor.to_string() for actor in stopped] == [greeter.to_string()]
        assert aborted == []
        assert "being destroyed" in raises(Troupe.Error.CLOSED, stage.proc.spawn, "late", Greeter())


def test_lists_own_what_is_in_them():
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", Greeter())
        for _ in range(50):
            assert stage.proc.list_roots()[-1].equal(greeter)
        port = stage.client.open_port(note, Troupe.PortMode.QUEUE)
        subscribe_at(stage, port, 2)
        received = []
        while len(received) < 2:
            stage.context.iteration(True)
            received += port.drain()
        assert [number_of(message) for message in received] == [0, 1]


def test_a_port_that_nothing_can_come_to_says_why():
    with Stage() as stage:
        port = stage.client.open_port(note, Troupe.PortMode.ONCE)
        subscribe_at(stage, port, 1)
        assert number_of(port.receive(None)) == 0
        assert "taken its one message" in raises(Troupe.Error.CLOSED, port.receive, None)
        other = stage.client.open_port(None, Troupe.PortMode.LATEST)
        other.close("it is late")
        assert "it is late" in raises(Troupe.Error.CLOSED, other.receive, None)


def test_a_callback_receives():
    with Stage() as stage:
        port = stage.client.open_port(note, Troupe.PortMode.QUEUE)
        numbers = []
        for _ in range(2):
            port.receive_async(None, lambda source, result: numbers.append(number_of(source.receive_finish(result))))
        subscribe_at(stage, port, 2)
        assert numbers == []
        stage.run_until(lambda: len(numbers) == 2)
        assert numbers == [0, 1]


def test_a_cancelled_wait_swallows_no_message():
    with Stage() as stage:
        port = stage.client.open_port(note, Troupe.PortMode.QUEUE)
        cancellable = Gio.Cancellable()
        stage.loop.post(cancellable.cancel)
        try:
            port.receive(cancellable)
            raise AssertionError("it was not cancelled")
        except GLib.Error as error:
            assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), error
        subscribe_at(stage, port, 1)
        assert number_of(port.receive(None)) == 0


def test_a_handler_must_not_wait():
    class Waiter(Troupe.Actor):
        def do_handle(self, context, message):
            port = context.open_port(note, Troupe.PortMode.QUEUE)
            self.text = raises(Troupe.Error.NOT_SUPPORTED, port.receive, None)
            return True

    Waiter.accept(note)
    waiter = Waiter()
    with Stage() as stage:
        stage.client.send(stage.proc.spawn("waiter", waiter), note, GLib.Variant("(t)", (1,)))
        stage.run_until(lambda: hasattr(waiter, "text"))
        assert "handler must not wait" in waiter.text


def test_a_client_answers_what_its_port_received():
    with Stage() as stage:
        port = stage.client.open_port(greet, Troupe.PortMode.QUEUE)
        port.bind_handler()
        answers = []
        stage.client.ask(stage.client.get_id(), greet, GLib.Variant("(s)", ("Ada",)),
                         lambda reply, reason: answers.append(reply.dup_body().unpack()))
        stage.client.reply(port.receive(None), greeting, GLib.Variant("(su)", ("Hello", 1)))
        stage.run_until(lambda: answers)
        assert answers == [("Hello", 1)]


number = register("python.number", ("number", "x"))


def send_numbers(stage, port, numbers):
    for value in numbers:
        stage.client.send_to_port(port, number, GLib.Variant("(x)", (value,)))


def test_a_port_accumulates():
    with Stage() as stage:
        port = stage.client.open_accumulator_port(number, Troupe.Accumulator.new_reducing("max-int64", None), None)
        send_numbers(stage, port.bind(), [3, 9, 4])
        while (state := port.receive(None).dup_body().unpack()) != (9,):
            assert state == (3,)
        assert port.bind().get_reducer() == "max-int64"


def test_an_accumulator_can_be_written_in_python():
    class Seen(Troupe.Accumulator):
        numbers = ()

        def do_fold(self, update):
            self.numbers += update.unpack()
            return True

        def do_dup_state(self):
            return GLib.Variant("(x)", (sum(self.numbers) * 10,))

    with Stage() as stage:
        port = stage.client.open_accumulator_port(number, Seen(), None)
        send_numbers(stage, port.bind(), [1, 2])
        while port.receive(None).dup_body().unpack() != (30,):
            pass


def test_a_split_port_combines():
    with Stage() as stage:
        port = stage.client.open_reduce_port(number, "sum-int64", None)
        split = stage.client.split_port(port.bind(), 3)
        send_numbers(stage, split, [1, 2, 3])
        assert port.receive(None).dup_body().unpack() == (6,)
        assert "no reducer 'no.such'" in raises(
            Troupe.Error.NOT_FOUND, stage.client.open_reduce_port, number, "no.such", None)


def test_a_reducer_combines():
    reducer = Troupe.Reducer.lookup("grow-counter")
    left, right = (GLib.Variant("(a{tt})", (counts,)) for counts in ({0: 3, 1: 4}, {0: 5}))
    state = reducer.combine(left, right, None)
    assert state.unpack() == ({0: 5, 1: 4},)
    assert reducer.read(state).unpack() == 9


def test_a_port_calls_a_function():
    with Stage() as stage:
        numbers = []

        def take(message):
            numbers.append(message.dup_body().unpack()[0])
            return True

        send_numbers(stage, stage.client.open_func_port(number, Troupe.PortFlags.DEFAULT, take), [1, 2])
        stage.run_until(lambda: len(numbers) == 2)
        assert numbers == [1, 2]


def test_an_actor_tells_of_itself():
    with Stage() as stage:
        answers = []
        stage.client.query(stage.proc.spawn("greeter", Greeter()), lambda reply, reason: answers.append(reply))
        stage.run_until(lambda: answers)
        attributes = answers[0].dup_field("attributes").unpack()
    assert "Greeter" in attributes["type"], attributes


def test_the_example_of_the_reference_runs():
    page = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reference" / "python.md"
    example = {}
    exec(page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0], example)
    with Stage() as stage:
        greeter = stage.proc.spawn("greeter", example["Greeter"]())
        reply = stage.ask(greeter, example["greet"], GLib.Variant("(s)", ("reader",)))
        assert reply.dup_body().unpack() == ("Hello, reader!",)


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
