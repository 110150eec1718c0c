%% SPDX-License-Identifier: Apache-2.0
%% Copyright the Troupe contributors

%% The measures of bench/measure.h in Erlang. Run with one scheduler: erl +S 1:1 -noshell -run bench main MEASURE AMOUNT.

-module(bench).
-export([main/1]).

-define(N_SENDERS, 100).
-define(CREDIT, 10).
-define(N_RING, 1000).
-define(N_IN_FLIGHT, 100).

main([Measure, Amount]) ->
    Value = measure(Measure, list_to_integer(Amount)),
    io:format("{\"measure\": \"~s\", \"who\": \"erlang\", \"value\": ~.1f}~n", [Measure, Value]),
    halt(0).

%% Seconds come as milliseconds; what is counted is the processor time of the whole process.
measure("ping-pong", Ms) ->
    Pong = spawn_link(fun pong/0),
    rate(Ms, fun() -> ping(Pong, body(), 20000), 20000 end);
measure("fan-in", Ms) ->
    rate(Ms, fun() -> fan_in(4000), 4000 * ?CREDIT end);
measure("ring", Ms) ->
    First = ring(),
    rate(Ms, fun() -> First ! {hop, 40 * ?N_RING, self(), body()}, receive done -> 40 * ?N_RING end end);
measure("spawn", Ms) ->
    rate(Ms, fun() -> family(5000, normal), 5000 end);
measure("failures", Ms) ->
    rate(Ms, fun() -> family(5000, {failed, "it fails"}), 5000 end);
measure("idle", N) ->
    Before = resident(),
    spawn_idle(N),
    (resident() - Before) / N.

body() ->
    binary:copy(<<0, 0, 0, 0, 0, 0, 0, 0>>, 8).

rate(Ms, Batch) ->
    Batch(),
    rate(Ms, Batch, element(1, erlang:statistics(runtime)), 0).

rate(Ms, Batch, Began, Done) ->
    Now = Done + Batch(),
    Used = element(1, erlang:statistics(runtime)) - Began,
    if
        Used < Ms -> rate(Ms, Batch, Began, Now);
        true -> Now * 1000 / Used
    end.

ping(_Pong, _Body, 0) ->
    ok;
ping(Pong, Body, N) ->
    Pong ! {self(), Body},
    receive {Pong, Answer} -> ping(Pong, Answer, N - 1) end.

pong() ->
    receive {Ping, Body} -> Ping ! {self(), Body} end,
    pong().

%% A new family each time: the receiver's mailbox is off its heap.
fan_in(NBursts) ->
    Self = self(),
    {Receiver, Monitor} =
        spawn_opt(fun() ->
                      Senders = [spawn_link(fun() -> sender(Self, none) end) || _ <- lists:seq(1, ?N_SENDERS)],
                      [Sender ! {begin_with, self()} || Sender <- Senders],
                      receiver(NBursts * ?CREDIT, NBursts - ?N_SENDERS),
                      [Sender ! stop || Sender <- Senders]
                  end, [monitor, {message_queue_data, off_heap}]),
    receive {'DOWN', Monitor, process, Receiver, _} -> ok end.

%% The last message of a burst says so: the receiver need not count.
receiver(0, _Bursts) ->
    ok;
receiver(Left, Bursts) ->
    receive
        {From, _Body, last} when Bursts > 0 -> From ! more, receiver(Left - 1, Bursts - 1);
        {_From, _Body, _} -> receiver(Left - 1, Bursts)
    end.

sender(Owner, Receiver) ->
    receive
        {begin_with, New} -> burst(New, body(), ?CREDIT), sender(Owner, New);
        more -> burst(Receiver, body(), ?CREDIT), sender(Owner, Receiver);
        stop -> ok
    end.

burst(Receiver, Body, 1) ->
    Receiver ! {self(), Body, last};
burst(Receiver, Body, N) ->
    Receiver ! {self(), Body, more},
    burst(Receiver, Body, N - 1).

ring() ->
    First = spawn_link(fun() -> receive {next, Next} -> member(Next) end end),
    Last = lists:foldl(fun(_, Next) -> spawn_link(fun() -> member(Next) end) end, First, lists:seq(2, ?N_RING)),
    First ! {next, Last},
    First.

member(Next) ->
    receive
        {hop, 0, Owner, _Body} -> Owner ! done;
        {hop, N, Owner, Body} -> Next ! {hop, N - 1, Owner, Body}
    end,
    member(Next).

family(N, Reason) ->
    [spawn_monitor(fun() -> exit(Reason) end) || _ <- lists:seq(1, ?N_IN_FLIGHT)],
    family(N - ?N_IN_FLIGHT, N, Reason).

family(_ToSpawn, 0, _Reason) ->
    ok;
family(ToSpawn, Left, Reason) ->
    receive {'DOWN', _, process, _, _} -> ok end,
    if
        ToSpawn > 0 ->
            spawn_monitor(fun() -> exit(Reason) end),
            family(ToSpawn - 1, Left - 1, Reason);
        true -> family(0, Left - 1, Reason)
    end.

spawn_idle(0) ->
    ok;
spawn_idle(N) ->
    spawn_link(fun() -> receive stop -> ok end end),
    spawn_idle(N - 1).

resident() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = binary:split(Text, <<" ">>, [global]),
    binary_to_integer(Pages) * 4096.
