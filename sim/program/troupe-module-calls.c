/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-module-lint.h"

/* The functions that reach past the simulated world: all that lib/base/troupe-banned.h keeps from the rooms that run
 * inside one, which a lint compares, and those that it cannot keep, since their names are also words. */

typedef struct
{
  const char        *what;  /* "reads a clock; ask ..." */
  const char *const *names; /* NULL-terminated */
} Group;

static const char *const clocks[] = {
  "g_get_monotonic_time", "g_get_real_time", "g_date_time_new_now", "g_date_time_new_now_local",
  "g_date_time_new_now_utc", "g_timer_new", "g_timer_elapsed", "clock_gettime", "clock_getres", "gettimeofday",
  "timespec_get", "localtime", "localtime_r", "time", "clock", "ftime", "times", NULL
};

static const char *const timers[] = {
  "g_timeout_add", "g_timeout_add_full", "g_timeout_add_seconds", "g_timeout_add_seconds_full", "g_timeout_add_once",
  "g_timeout_source_new", "g_timeout_source_new_seconds", "g_usleep", "usleep", "nanosleep", "clock_nanosleep",
  "setitimer", "timer_create", "sleep", "alarm", "timerfd_create", NULL
};

static const char *const chances[] = {
  "g_random_int", "g_random_int_range", "g_random_double", "g_random_double_range", "g_rand_new",
  "g_rand_new_with_seed", "g_rand_int", "g_rand_int_range", "g_rand_double", "g_uuid_string_random", "getrandom",
  "getentropy", "drand48", "lrand48", "mrand48", "arc4random", "rand", "rand_r", "random", "srand", "srandom", NULL
};

static const char *const surroundings[] = {
  "g_getenv", "g_setenv", "g_unsetenv", "g_get_environ", "g_listenv", "getenv", "secure_getenv", "setenv", "unsetenv",
  "putenv", "g_get_host_name", "g_get_user_name", "g_get_home_dir", "g_get_tmp_dir", "g_get_current_dir",
  "g_get_num_processors", "getpid", "getppid", "gethostname", "getcwd", "getuid", "uname", "sysconf", "gettid", NULL
};

static const char *const threads[] = {
  "g_thread_new", "g_thread_try_new", "g_thread_join", "g_thread_yield", "g_thread_pool_new", "g_thread_pool_push",
  "g_async_queue_new", "g_mutex_init", "g_mutex_lock", "g_rec_mutex_lock", "g_rw_lock_writer_lock", "g_cond_wait",
  "g_private_get", "g_private_set", "g_task_new", "g_task_run_in_thread", "pthread_create", "pthread_mutex_lock",
  "pthread_cond_wait", "pthread_key_create", "thrd_create", NULL
};

static const char *const loops[] = {
  "g_main_context_new", "g_main_context_default", "g_main_context_iteration", "g_main_context_get_thread_default",
  "g_main_loop_new", "g_main_loop_run", "g_source_new", "g_source_attach", "g_idle_add", "g_idle_add_full",
  "g_idle_add_once", "g_idle_source_new", "g_unix_fd_add", "g_unix_signal_add", "g_child_watch_add", NULL
};

static const char *const outsides[] = {
  "g_socket_new", "g_socket_client_new", "g_socket_listener_new", "g_socket_service_new", "g_file_new_for_path",
  "g_file_get_contents", "g_file_set_contents", "g_mkdtemp", "g_mkstemp", "g_dir_open", "g_subprocess_new",
  "g_subprocess_newv", "g_spawn_async", "g_spawn_sync", "posix_spawn", "fork", "vfork", "open", "open64", "openat",
  "fopen", "fopen64", "socket", "connect", "bind", "listen", "accept", "popen", "system", "execve", "execv", "execvp",
  "pipe", "signal", "sigaction", NULL
};

static const Group groups[] = {
  { "reads a clock; troupe_context_get_time() has the time", clocks },
  { "sets a timer or sleeps; troupe_context_send_after() sends a message later", timers },
  { "draws a random number; troupe_world_choose() has one that the seed decides", chances },
  { "asks for its surroundings; take it as a key of the declaration", surroundings },
  { "starts a thread or waits for one; troupe_context_run_in_thread() runs work on one", threads },
  { "drives a main loop; a loop is driven by its world alone", loops },
  { "opens a file, a socket or a process; leave that to who starts the actor", outsides },
};

const char *
troupe_module_lint_get_call (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strv_contains (groups[i].names, name))
      return groups[i].what;

  return NULL;
}
