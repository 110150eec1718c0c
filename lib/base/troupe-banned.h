/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

/* Included by force (`-include`) before every file of a room that runs inside a world: what reaches past the
 * world is a compile error here. lib/real/ and sim/program/ are built without it, since reaching out is what they
 * are for. Names that are also words for a field (time, clock, rand, sleep ...), or macros, cannot be poisoned;
 * tests/lint/check-banned-calls.sh finds those, and all that is missing here, in the archives. */

/* config.h decides what the system's headers declare, so it comes first. The headers come before the poison
 * because their own declarations and inline functions name what is banned. */
#include "config.h"

#include <gio/gio.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Clocks: troupe_world_get_time(), troupe_world_get_wall_clock(). */
#pragma GCC poison g_get_monotonic_time g_get_real_time g_date_time_new_now g_date_time_new_now_local
#pragma GCC poison g_date_time_new_now_utc g_timer_new g_timer_elapsed
#pragma GCC poison clock_gettime clock_getres gettimeofday timespec_get localtime localtime_r

/* Timers and sleep: troupe_world_wake_at(). */
#pragma GCC poison g_timeout_add g_timeout_add_full g_timeout_add_seconds g_timeout_add_seconds_full
#pragma GCC poison g_timeout_add_once g_timeout_source_new g_timeout_source_new_seconds
#pragma GCC poison g_usleep usleep nanosleep clock_nanosleep setitimer timer_create

/* Chance: troupe_world_choose(), and streams of troupe_world_get_seed(). */
#pragma GCC poison g_random_int g_random_int_range g_random_double g_random_double_range
#pragma GCC poison g_rand_new g_rand_new_with_seed g_rand_int g_rand_int_range g_rand_double
#pragma GCC poison g_uuid_string_random getrandom getentropy drand48 lrand48 mrand48 arc4random

/* The environment and the machine: knobs, and what the world was started with. */
#pragma GCC poison g_getenv g_setenv g_unsetenv g_get_environ g_listenv getenv secure_getenv setenv unsetenv putenv
#pragma GCC poison g_get_host_name g_get_user_name g_get_home_dir g_get_tmp_dir g_get_current_dir
#pragma GCC poison g_get_num_processors getpid getppid gethostname

/* Threads and locks: there are none; troupe_world_run_in_thread(). */
#pragma GCC poison g_thread_new g_thread_try_new g_thread_join g_thread_yield g_thread_pool_new g_thread_pool_push
#pragma GCC poison g_async_queue_new g_mutex_init g_mutex_lock g_rec_mutex_lock g_rw_lock_writer_lock g_cond_wait
#pragma GCC poison g_private_get g_private_set g_task_new g_task_run_in_thread
#pragma GCC poison pthread_create pthread_mutex_lock pthread_cond_wait pthread_key_create

/* The event loop of GLib: a loop is driven by its world alone. */
#pragma GCC poison g_main_context_new g_main_context_default g_main_context_iteration g_main_context_get_thread_default
#pragma GCC poison g_main_loop_new g_main_loop_run g_source_new g_source_attach g_idle_add g_idle_add_full
#pragma GCC poison g_idle_add_once g_idle_source_new g_unix_fd_add g_unix_signal_add g_child_watch_add

/* Sockets, files and processes: troupe_world_listen(), troupe_world_connect(), troupe_world_start_child(). */
#pragma GCC poison g_socket_new g_socket_client_new g_socket_listener_new g_socket_service_new
#pragma GCC poison g_file_new_for_path g_file_get_contents g_file_set_contents g_mkdtemp g_mkstemp g_dir_open
#pragma GCC poison g_subprocess_new g_subprocess_newv g_spawn_async g_spawn_sync posix_spawn fork vfork
