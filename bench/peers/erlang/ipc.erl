%% SPDX-License-Identifier: Apache-2.0
%% Copyright the Troupe contributors

%% Two nodes of Erlang: what one sends to the other through its distribution.

-module(ipc).
-export([main/1, source/4, echo/0]).

-define(ROUND_TRIPS, 5000).

main([Measure, Milliseconds]) ->
    Directory = filename:dirname(code:which(?MODULE)),
    {ok, Peer, Node} = peer:start_link(#{name => peer:random_name(), args => ["-pa", Directory]}),
    Value = measure(list_to_atom(Measure), Node, list_to_integer(Milliseconds) * 1000000),
    io:format("{\"measure\": \"~s\", \"who\": \"erlang\", \"value\": ~.1f}~n", [Measure, float(Value)]),
    peer:stop(Peer),
    halt(0).

measure('one-way-tcp', Node, Duration) ->
    rate(Node, 64, 4000, 1000, Duration);
measure('blobs-tcp', Node, Duration) ->
    rate(Node, 1048576, 4, 1, Duration) * 1048576 / 1.0e6;
measure('round-trip-tcp', Node, _) ->
    Echo = spawn_link(Node, ?MODULE, echo, []),
    Times = lists:sort(round_trips(Echo, <<0:512>>, ?ROUND_TRIPS, [])),
    lists:nth(?ROUND_TRIPS div 2, Times).

%% Messages a second.
rate(Node, Size, Window, Step, Duration) ->
    Source = spawn_link(Node, ?MODULE, source, [self(), Size, Window, Step]),
    receive_some(Source, Step, 10),
    Began = erlang:monotonic_time(nanosecond),
    {Steps, Ended} = receive_until(Source, Step, Began + Duration, 0),
    unlink(Source),
    exit(Source, kill),
    Steps * Step * 1.0e9 / (Ended - Began).

receive_some(_, _, 0) -> ok;
receive_some(Source, Step, N) ->
    receive_step(Source, Step),
    receive_some(Source, Step, N - 1).

receive_until(Source, Step, End, Steps) ->
    receive_step(Source, Step),
    case erlang:monotonic_time(nanosecond) of
        Now when Now >= End -> {Steps + 1, Now};
        _ -> receive_until(Source, Step, End, Steps + 1)
    end.

receive_step(Source, Step) ->
    receive_bodies(Step),
    Source ! more.

receive_bodies(0) -> ok;
receive_bodies(N) ->
    receive Body when is_binary(Body) -> receive_bodies(N - 1) end.

source(Target, Size, Window, Step) ->
    Body = <<0:(Size * 8)>>,
    send(Target, Body, Window),
    source_loop(Target, Body, Step).

source_loop(Target, Body, Step) ->
    receive more -> send(Target, Body, Step) end,
    source_loop(Target, Body, Step).

send(_, _, 0) -> ok;
send(Target, Body, N) ->
    Target ! Body,
    send(Target, Body, N - 1).

echo() ->
    receive {From, Body} -> From ! {self(), Body} end,
    echo().

round_trips(_, _, 0, Times) -> Times;
round_trips(Echo, Body, N, Times) ->
    Began = erlang:monotonic_time(nanosecond),
    Echo ! {self(), Body},
    receive {Echo, Body} -> ok end,
    round_trips(Echo, Body, N - 1, [erlang:monotonic_time(nanosecond) - Began | Times]).
