// SPDX-License-Identifier: Apache-2.0
// Copyright the Troupe contributors

// The measures of bench/measure.h with CAF, on one scheduler thread.

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <time.h>
#include <unistd.h>
#include <vector>

#include <caf/all.hpp>

struct body
{
  std::array<uint64_t, 8> words;
};

CAF_ALLOW_UNSAFE_MESSAGE_TYPE (body)

using caf::actor;
using caf::behavior;
using caf::event_based_actor;
using caf::scoped_actor;

using begin_atom = caf::atom_constant<caf::atom ("begin")>;
using more_atom = caf::atom_constant<caf::atom ("more")>;
using last_atom = caf::atom_constant<caf::atom ("last")>;
using done_atom = caf::atom_constant<caf::atom ("done")>;

constexpr size_t n_senders = 100;
constexpr size_t credit = 10;
constexpr size_t n_ring = 1000;
constexpr size_t n_in_flight = 100;

static double
used_seconds ()
{
  timespec used;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);
  return used.tv_sec + used.tv_nsec * 1e-9;
}

static double
rate (double seconds, const std::function<size_t ()> &batch)
{
  batch ();
  double began = used_seconds ();
  size_t done = 0;
  for (;;)
    {
      done += batch ();
      double used = used_seconds () - began;
      if (used >= seconds)
        return done / used;
    }
}

/* Tells @first to begin, and waits for whoever says that it is done. */
static void
play (scoped_actor &self, const actor &first, size_t n)
{
  self->send (first, begin_atom::value, caf::actor_cast<actor> (self), n);
  self->receive ([] (done_atom) {});
}

static actor
sender_of (event_based_actor *self)
{
  return caf::actor_cast<actor> (self->current_sender ());
}

// --- ping-pong ---

static behavior
pong (event_based_actor *self)
{
  return { [=] (const body &b) { self->send (sender_of (self), b); } };
}

struct course
{
  actor main;
  size_t left = 0;
};

static behavior
ping (caf::stateful_actor<course> *self, const actor &other)
{
  return { [=] (begin_atom, const actor &main, size_t n) {
             self->state.main = main;
             self->state.left = n;
             self->send (other, body {});
           },
           [=] (const body &b) {
             if (--self->state.left > 0)
               self->send (other, b);
             else
               self->send (self->state.main, done_atom::value);
           } };
}

static double
ping_pong (caf::actor_system &system, double seconds)
{
  scoped_actor self { system };
  actor first = system.spawn (ping, system.spawn (pong));
  return rate (seconds, [&] { play (self, first, 20000); return size_t { 20000 }; });
}

// --- fan-in ---

struct crowd
{
  actor main;
  size_t bursts = 0;
  size_t left = 0;
  std::vector<actor> senders;
};

static behavior
sender (event_based_actor *self, const actor &receiver)
{
  return { [=] (more_atom) {
    for (size_t i = 1; i < credit; i++)
      self->send (receiver, body {});
    self->send (receiver, last_atom::value, body {});
  } };
}

static void
count (caf::stateful_actor<crowd> *self)
{
  if (--self->state.left == 0)
    self->send (self->state.main, done_atom::value);
}

static behavior
receiver (caf::stateful_actor<crowd> *self)
{
  for (size_t i = 0; i < n_senders; i++)
    self->state.senders.push_back (self->spawn (sender, caf::actor_cast<actor> (self)));
  return { [=] (begin_atom, const actor &main, size_t n) {
             self->state.main = main;
             self->state.bursts = n - n_senders;
             self->state.left = n * credit;
             for (auto &one : self->state.senders)
               self->send (one, more_atom::value);
           },
           [=] (const body &) { count (self); },
           [=] (last_atom, const body &) {
             if (self->state.bursts > 0)
               {
                 self->state.bursts--;
                 self->send (sender_of (self), more_atom::value);
               }
             count (self);
           } };
}

static double
fan_in (caf::actor_system &system, double seconds)
{
  scoped_actor self { system };
  actor sink = system.spawn (receiver);
  return rate (seconds, [&] { play (self, sink, 4000); return 4000 * credit; });
}

// --- ring ---

struct member_state
{
  actor next;
};

static behavior
member (caf::stateful_actor<member_state> *self, const actor &main)
{
  return { [=] (const actor &next) { self->state.next = next; },
           [=] (size_t left, const body &b) {
             if (left > 1)
               self->send (self->state.next, left - 1, b);
             else
               self->send (main, done_atom::value);
           } };
}

static double
ring (caf::actor_system &system, double seconds)
{
  const size_t n = 40 * n_ring;
  scoped_actor self { system };
  std::vector<actor> members;
  for (size_t i = 0; i < n_ring; i++)
    members.push_back (system.spawn (member, caf::actor_cast<actor> (self)));
  for (size_t i = 0; i < n_ring; i++)
    self->send (members[i], members[(i + 1) % n_ring]);
  return rate (seconds, [&] {
    self->send (members[0], n, body {});
    self->receive ([] (done_atom) {});
    return n;
  });
}

// --- spawn, failures ---

static behavior
child (event_based_actor *self, bool fails)
{
  if (fails)
    self->quit (caf::make_error (caf::sec::runtime_error, "it fails"));
  return {};
}

struct family
{
  actor main;
  size_t to_spawn = 0;
  size_t alive = 0;
};

static void
spawn_some (caf::stateful_actor<family> *self, bool fails)
{
  for (; self->state.alive < n_in_flight && self->state.to_spawn > 0; self->state.alive++, self->state.to_spawn--)
    self->spawn<caf::monitored> (child, fails);
}

static behavior
parent (caf::stateful_actor<family> *self, bool fails)
{
  self->set_down_handler ([=] (const caf::down_msg &) {
    if (--self->state.alive == 0 && self->state.to_spawn == 0)
      self->send (self->state.main, done_atom::value);
    spawn_some (self, fails);
  });
  return { [=] (begin_atom, const actor &main, size_t n) {
    self->state.main = main;
    self->state.to_spawn = n;
    spawn_some (self, fails);
  } };
}

static double
raise_family (caf::actor_system &system, double seconds, bool fails)
{
  scoped_actor self { system };
  actor first = system.spawn (parent, fails);
  return rate (seconds, [&] { play (self, first, 5000); return size_t { 5000 }; });
}

// --- idle ---

static double
resident ()
{
  long pages = 0;
  FILE *file = std::fopen ("/proc/self/statm", "r");
  if (std::fscanf (file, "%*d %ld", &pages) != 1)
    std::abort ();
  std::fclose (file);
  return static_cast<double> (pages) * sysconf (_SC_PAGESIZE);
}

static behavior
idler (event_based_actor *)
{
  return { [] (const body &) {} };
}

static double
idle (caf::actor_system &system, double n)
{
  std::vector<actor> all (static_cast<size_t> (n));
  std::memset (static_cast<void *> (all.data ()), 0, all.size () * sizeof (actor));
  double before = resident ();
  for (auto &one : all)
    one = system.spawn (idler);
  double bytes = (resident () - before) / n;
  std::printf ("{\"measure\": \"idle\", \"who\": \"caf\", \"value\": %.1f}\n", bytes);
  std::fflush (stdout);
  _exit (0);
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    return 2;

  const std::string name = argv[1];
  double amount = std::atof (argv[2]);
  double value = 0;
  caf::actor_system_config config;
  config.set ("scheduler.max-threads", 1);
  caf::actor_system system { config };

  if (name == "ping-pong")
    value = ping_pong (system, amount);
  else if (name == "fan-in")
    value = fan_in (system, amount);
  else if (name == "ring")
    value = ring (system, amount);
  else if (name == "spawn" || name == "failures")
    value = raise_family (system, amount, name == "failures");
  else if (name == "idle")
    value = idle (system, amount);
  std::printf ("{\"measure\": \"%s\", \"who\": \"caf\", \"value\": %.1f}\n", name.c_str (), value);
  std::fflush (stdout);
  _exit (0);
}
