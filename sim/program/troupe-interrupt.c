/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-interrupt.h"

static volatile sig_atomic_t is_asked;
static sigset_t wait_mask;

static void
handle_interrupt (int signal_number)
{
  is_asked = 1;
}

void
troupe_interrupt_catch (void)
{
  struct sigaction action = { 0 };
  sigset_t blocked;

  sigemptyset (&blocked);
  sigaddset (&blocked, SIGINT);
  sigprocmask (SIG_BLOCK, &blocked, &wait_mask);
  sigdelset (&wait_mask, SIGINT);

  action.sa_handler = handle_interrupt;
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
}

gboolean
troupe_interrupt_is_asked (void)
{
  return is_asked;
}

const sigset_t *
troupe_interrupt_get_wait_mask (void)
{
  return &wait_mask;
}
