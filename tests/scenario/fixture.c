/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

#include "puppet/troupe-puppet.h"

#include <string.h>

/* ---- An actor type with one of everything ---- */

static const char *const modes[] = { "open", "shut", NULL };

static const TroupeParameter teller_keys[] = {
  { "mode", TROUPE_PARAMETER_WORD, modes, "open", FALSE, "Whether it takes deposits." },
  { "close-after", TROUPE_PARAMETER_TIME | TROUPE_PARAMETER_WORD, modes, NULL, FALSE, "When it shuts." },
  { "limit", TROUPE_PARAMETER_NUMBER, NULL, "1K", FALSE, "The largest deposit." },
  { "audited", TROUPE_PARAMETER_BOOLEAN, NULL, NULL, FALSE, "Whether it keeps a list." },
  { "motto", TROUPE_PARAMETER_TEXT, NULL, NULL, FALSE, "What it says." },
  { "backup", TROUPE_PARAMETER_PLACE, NULL, NULL, FALSE, "Who takes over." },
  { "branch", TROUPE_PARAMETER_NAME, NULL, NULL, TRUE, "Where it works." },
};

static const TroupeMessageField deposit_fields[] = {
  { "amount", "u", "How much." },
  { "fee", "n", "What it costs." },
  { "rate", "d", "The interest." },
  { "final", "b", "The last one." },
  { "by", "s", "Who brings it." },
  { "notes", "as", "What to write down." },
  { "wait", "t", "How long it takes." },
  { "next", "s", "Which message follows." },
};

static const TroupeParameter deposit_parameters[] = {
  { "amount", TROUPE_PARAMETER_NUMBER, NULL, NULL, TRUE, "How much." },
  { "by", TROUPE_PARAMETER_PLACE, NULL, "driver", FALSE, "Who brings it." },
  { "wait", TROUPE_PARAMETER_TIME, NULL, "5ms", FALSE, "How long it takes." },
  { "next", TROUPE_PARAMETER_MESSAGE, NULL, "note", FALSE, "Which message follows." },
};

static TroupeActorMessage teller_messages[1] = {
  { NULL, deposit_parameters, G_N_ELEMENTS (deposit_parameters) },
};

static TroupeActor *
create_teller (GVariant  *keys,
               GError   **error)
{
  return NULL;
}

static TroupeActorType teller = {
  .name = "bank.teller",
  .sentence = "Takes deposits.",
  .keys = teller_keys,
  .n_keys = G_N_ELEMENTS (teller_keys),
  .messages = teller_messages,
  .n_messages = G_N_ELEMENTS (teller_messages),
  .create = create_teller,
};

void
fixture_register_types (void)
{
  troupe_actor_type_register (troupe_puppet_type ());
  teller_messages[0].type = troupe_message_type_register ("bank.deposit", deposit_fields, G_N_ELEMENTS (deposit_fields),
                                                          "Brings money.");
  troupe_actor_type_register (&teller);
}

/* ---- Files ---- */

TroupeScenario *
fixture_load (const char *text)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  TroupeScenario *scenario = troupe_scenario_parse ("test.scn", text, strlen (text), diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);
  g_autofree char *report = troupe_diagnostics_to_string (diagnostics);

  g_assert_cmpstr (report, ==, "");
  g_assert_true (is_good);

  return scenario;
}

char *
fixture_report (const char *file_name,
                const char *text,
                gsize       length)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) scenario = troupe_scenario_parse (file_name, text, length, diagnostics);
  gboolean is_good = troupe_scenario_check (scenario, diagnostics);

  g_assert_cmpint (is_good, ==, !troupe_diagnostics_has_error (diagnostics));

  return troupe_diagnostics_to_string (diagnostics);
}

char *
fixture_path (const char *path)
{
  const char *directory = g_getenv ("TROUPE_SRCDIR");

  return g_build_filename (directory != NULL ? directory : ".", path, NULL);
}

char *
fixture_read (const char *path,
              gsize      *ret_length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, ret_length, &error);
  g_assert_no_error (error);

  return text;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
fixture_list (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_suffix (name, ".scn"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);

  return names;
}

/* ---- Trees ---- */

char *
fixture_names (const TroupePlaceSet *set)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < set->places->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((TroupePlace *) g_ptr_array_index (set->places, i))->name);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
fixture_assert_fixed (const TroupeScenario *scenario)
{
  g_autofree char *printed = troupe_scenario_print (scenario);
  g_autofree char *dump = fixture_dump (scenario);
  g_autoptr (TroupeScenario) again = fixture_load (printed);
  g_autofree char *printed_again = troupe_scenario_print (again);
  g_autofree char *dump_again = fixture_dump (again);

  g_assert_cmpstr (printed_again, ==, printed);
  g_assert_cmpstr (dump_again, ==, dump);
}
