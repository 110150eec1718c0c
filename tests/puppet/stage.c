/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "puppet/stage.h"

#include "puppet/troupe-puppet.h"

/* (transfer full) */
static char *
short_name (const TroupeActorId *id)
{
  if (id == NULL)
    return g_strdup ("nobody");

  return g_strdup_printf ("%s[%" G_GUINT64_FORMAT "]", troupe_actor_id_get_name (id), troupe_actor_id_get_pid (id));
}

static const char *
message_name (const TroupeEvent *event)
{
  return troupe_message_type_get_name (troupe_message_get_kind (event->payload));
}

/* (transfer full) (nullable): NULL for what no test asks for */
static char *
describe (const TroupeEvent *event)
{
  g_autofree char *subject = short_name (event->subject);
  g_autofree char *object = short_name (event->object);
  g_autofree char *printed = NULL;
  g_autoptr (GVariant) body = NULL;
  const char *text = event->payload;

  switch (event->kind)
    {
    case TROUPE_EVENT_SPAWNED:
      return g_strdup_printf ("spawned %s under %s", subject, object);

    case TROUPE_EVENT_STATUS:
      if (event->subject == NULL)
        return NULL;
      return g_strconcat ("status ", subject, " ",
                          troupe_actor_status_to_string (TROUPE_EVENT_DETAIL_NUMBER (event->detail)),
                          text != NULL && *text != '\0' ? ": " : NULL, text, NULL);

    case TROUPE_EVENT_SENT:
      return g_strdup_printf ("sent %s %s to %s", subject, message_name (event), object);

    case TROUPE_EVENT_HANDLED:
      return g_strdup_printf ("handled %s %s", subject, message_name (event));

    case TROUPE_EVENT_RETURNED:
      return g_strdup_printf ("returned %s %s %s", subject, message_name (event),
                              troupe_reason_to_string (event->reason));

    case TROUPE_EVENT_LOST:
      return g_strdup_printf ("lost %s %s", subject, message_name (event));

    case TROUPE_EVENT_REPLIED:
      body = troupe_message_dup_body (event->payload);
      printed = g_variant_print (body, /* type_annotate = */ FALSE);
      return g_strdup_printf ("replied %s %s", subject, printed);

    case TROUPE_EVENT_SUPERVISED:
      return g_strdup_printf ("supervised %s of %s %s", subject, object,
                              event->detail & TROUPE_EVENT_WAS_HANDLED ? "handled" : "not handled");

    case TROUPE_EVENT_UNHANDLED:
      return g_strdup_printf ("unhandled %s", object);

    default:
      return NULL;
    }
}

static void
write_down (const TroupeEvent *event,
            guint64            event_number,
            gpointer           user_data)
{
  Stage *self = user_data;
  char *line = describe (event);

  if (self->watch != NULL)
    self->watch (event, self->watcher);
  if (line != NULL)
    g_ptr_array_add (self->lines, line);
  if (event->kind == TROUPE_EVENT_SENT)
    {
      g_autoptr (GVariant) body = troupe_message_dup_body (event->payload);
      g_autofree char *printed = g_variant_print (body, /* type_annotate = */ FALSE);

      g_ptr_array_add (self->lines, g_strdup_printf ("body %s", printed));
    }
}

Stage *
stage_new_watched (StageWatchFunc watch,
                   gpointer       watcher)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeAddress) address = NULL;
  g_autoptr (TroupeProcId) id = NULL;
  Stage *self = g_new0 (Stage, 1);
  TroupeSimHost *host;

  troupe_puppet_type ();
  self->watch = watch;
  self->watcher = watcher;
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->run = troupe_sim_run_new (1);
  troupe_sim_run_set_event_func (self->run, write_down, self);

  host = troupe_sim_run_add_host (self->run, "h0");
  address = troupe_sim_host_dup_address (host);
  id = troupe_proc_id_new (address, "p0", &error);
  g_assert_no_error (error);
  self->process = troupe_sim_host_start_process (host, id);
  self->loop = troupe_loop_new (troupe_sim_process_get_world (self->process));
  self->proc = troupe_proc_new (self->loop, address, "p0", &error);
  g_assert_no_error (error);
  self->director = troupe_proc_create_client (self->proc, "director", TROUPE_CLIENT_PLAIN, &error);
  g_assert_no_error (error);

  return self;
}

Stage *
stage_new (void)
{
  return stage_new_watched (NULL, NULL);
}

void
stage_free (Stage *self)
{
  /* What the tear-down does is no part of the play. */
  troupe_sim_run_set_event_func (self->run, NULL, NULL);
  g_clear_object (&self->director);
  g_clear_object (&self->proc);
  g_clear_object (&self->loop);
  troupe_sim_run_free (self->run);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* (transfer full) */
static TroupeActor *
new_puppet (const char *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) given = NULL;
  TroupeActor *actor;

  given = g_variant_parse (G_VARIANT_TYPE_VARDICT, keys != NULL ? keys : "{}", NULL, NULL, &error);
  g_assert_no_error (error);
  actor = troupe_puppet_type ()->create (given, &error);
  g_assert_no_error (error);

  return actor;
}

TroupeActorId *
stage_spawn (Stage      *self,
             const char *name,
             const char *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeActor) actor = new_puppet (keys);
  TroupeActorId *id = troupe_proc_spawn (self->proc, name, actor, &error);

  g_assert_no_error (error);

  return id;
}

TroupeActorId *
stage_spawn_under (Stage         *self,
                   TroupeActorId *parent,
                   const char    *name,
                   const char    *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeActor) actor = new_puppet (keys);
  TroupeActorId *id = troupe_proc_spawn_child (self->proc, parent, name, actor, &error);

  g_assert_no_error (error);

  return id;
}

/* (transfer full) (nullable) */
static GVariant *
parse_body (const TroupeMessageType *type,
            const char              *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *body;

  if (text == NULL)
    return NULL;

  body = g_variant_parse (troupe_message_type_get_signature (type), text, NULL, NULL, &error);
  g_assert_no_error (error);

  return body;
}

void
stage_tell (Stage         *self,
            TroupeActorId *actor,
            const char    *message,
            const char    *body,
            ...)
{
  const TroupeMessageType *type = troupe_message_type_lookup (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) fields = NULL;
  g_autofree char *text = NULL;
  va_list arguments;

  g_assert_nonnull (type);
  if (body != NULL)
    {
      va_start (arguments, body);
      text = g_strdup_vprintf (body, arguments);
      va_end (arguments);
    }
  fields = parse_body (type, text);
  troupe_instance_send (self->director, actor, type, fields, &error);
  g_assert_no_error (error);
}

static void
take_reply (TroupeMessage *reply,
            TroupeReason   reason,
            gpointer       user_data)
{
  g_assert_nonnull (reply);
}

void
stage_ask (Stage         *self,
           TroupeActorId *actor,
           const char    *message,
           const char    *body)
{
  const TroupeMessageType *type = troupe_message_type_lookup (message);
  g_autoptr (GVariant) fields = parse_body (type, body);
  g_autoptr (GError) error = NULL;

  troupe_instance_ask (self->director, actor, type, fields, take_reply, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
stage_play (Stage   *self,
            guint64  duration_ns)
{
  guint64 until_ns = troupe_sim_run_get_time (self->run) + duration_ns;

  while (troupe_sim_run_step (self->run, until_ns))
    continue;
}

guint
stage_count (Stage      *self,
             const char *line)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_equal (g_ptr_array_index (self->lines, i), line))
      n++;

  return n;
}

guint
stage_count_prefix (Stage      *self,
                    const char *prefix)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->lines, i), prefix))
      n++;

  return n;
}

void
stage_print (Stage      *self,
             const char *line)
{
  g_test_message ("looking for \"%s\" in", line);
  for (guint i = 0; i < self->lines->len; i++)
    g_test_message ("  %s", (const char *) g_ptr_array_index (self->lines, i));
}
