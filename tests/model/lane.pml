/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* One lane, as lib/proc/troupe-lane.c and troupe-lane-arrival.c have it: two loops, each with an inbox, and a parcel
 * that goes to and fro. Either loop may end at any time. Messages are told apart by their number only.
 *
 * Checked in every order that two threads can have:
 *   - who fills the parcel or takes it out is alone with it;
 *   - what is sent arrives in the order of sending, or comes back;
 *   - no parcel is put where one is already;
 *   - when both have done what they can, each message was taken or returned: none is stuck, none is lost. */

#ifndef N
# define N 4        /* messages */
#endif
#define CREDIT 2

mtype = { HOME, AWAY, WANTED };

mtype state = HOME;         /* the atomic of the lane */
byte  contents = 0;         /* how many messages the parcel holds */
byte  n_with_parcel = 0;    /* who has it in hand */

bool  at_receiver = false;  /* the parcel stands in the receiver's inbox */
bool  at_sender = false;    /* ... in the sender's */
bool  farewell = false;     /* the farewell stands in the receiver's inbox */
byte  rest = 0;             /* how many messages it holds */
bool  receiver_closed = false;
bool  sender_closed = false;

byte  sent = 0;
byte  taken = 0;            /* by the receiver, in order: the number of the last */
byte  first = 1;            /* number of the first message in the parcel */
byte  returned = 0;
bool  sender_done = false;
bool  receiver_done = false;

inline take_in_hand () { n_with_parcel++; assert (n_with_parcel == 1) }
inline let_go ()       { n_with_parcel-- }

active proctype Sender ()
{
  byte waiting = 0;
  bool is_away = false;
  bool is_wanted = false;
  bool is_closed = false;
  bool has_parcel;

end:
  do
  /* An actor sends; lane_has_parcel() asks for the parcel if it is away. */
  :: sent < N && !is_closed ->
       sent++; waiting++;
       if
       :: is_away && !is_wanted ->
            atomic {
              if
              :: state == AWAY -> state = WANTED; is_wanted = true
              :: else          -> assert (state == HOME); is_away = false
              fi
            }
       :: else
       fi

  /* lane_run() */
  :: waiting > 0 && !is_closed && !is_away ->
       take_in_hand ();
       assert (contents == 0);
       first = sent - waiting + 1;
       if
       :: waiting > CREDIT -> contents = CREDIT; waiting = waiting - CREDIT
       :: else             -> contents = waiting; waiting = 0
       fi;
       is_away = true;
       is_wanted = waiting > 0;
       state = (is_wanted -> WANTED : AWAY);
       let_go ();
       atomic {
         if
         :: !receiver_closed -> assert (!at_receiver); at_receiver = true
         :: else             -> is_closed = true
         fi
       };
       if
       :: is_closed -> returned = returned + contents + waiting; contents = 0; waiting = 0; is_away = false
       :: else
       fi

  /* The parcel comes home through the inbox. */
  :: atomic { at_sender -> at_sender = false };
       assert (is_away && is_wanted && contents == 0);
       is_away = false;
       is_wanted = false

#ifndef NO_END
  /* The loop ends: it takes its inbox for the last time, and puts the farewell. */
  :: atomic { !sender_closed -> sender_closed = true; has_parcel = at_sender; at_sender = false };
       if
       :: has_parcel -> is_away = false
       :: else
       fi;
       rest = waiting;
       atomic {
         if
         :: is_closed        -> skip
         :: !is_closed && !receiver_closed -> farewell = true
         :: else             -> returned = returned + rest; rest = 0
         fi
       };
       break
#endif
  od;
  sender_done = true
}

inline take_out ()
{
  take_in_hand ();
  if
  :: contents > 0 ->
       assert (first == taken + 1);
       taken = taken + contents;
       contents = 0
  :: else
  fi;
  let_go ()
}

active proctype Receiver ()
{
  mtype before;
  bool has_parcel = false;
  bool has_farewell = false;

end:
  do
  :: atomic { at_receiver -> at_receiver = false };
       take_out ();
       atomic { before = state; state = HOME };
       if
       :: before == WANTED ->
            atomic {
              if
              :: !sender_closed -> assert (!at_sender); at_sender = true
              :: else
              fi
            }
       :: else
       fi

  /* What was put first is taken first. */
  :: atomic { farewell && !at_receiver -> farewell = false };
       taken = taken + rest;
       rest = 0

#ifndef NO_END
  /* The loop ends: it takes its inbox for the last time, and has no proc for what it finds: a return, which the model
   * counts as taken. */
  :: atomic { !receiver_closed -> receiver_closed = true; has_parcel = at_receiver; has_farewell = farewell;
              at_receiver = false; farewell = false };
       if
       :: has_parcel ->
            take_out ();
            atomic { before = state; state = HOME };
            if
            :: before == WANTED ->
                 atomic {
                   if
                   :: !sender_closed -> assert (!at_sender); at_sender = true
                   :: else
                   fi
                 }
            :: else
            fi
       :: else
       fi;
       if
       :: has_farewell -> taken = taken + rest; rest = 0
       :: else
       fi;
       break
#endif
  od;
  receiver_done = true
}

/* Both have ended, or nothing is left to do: every message has been somewhere. With NO_END nothing ends, and all arrive. */
active proctype Books ()
{
#ifdef NO_END
  timeout -> assert (taken == N)
#else
  sender_done && receiver_done -> assert (taken + returned == sent)
#endif
}
