/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"
#include "fit-checksums.h"

#include "base/troupe-error.h"
#include "channel/troupe-greeting-private.h"

#include <string.h>

/* Any bytes are a greeting, the beginning of one, or none; which of these does not depend on what follows. What is read
 * of one, written again, is read the same. The same for answers. */

/* The first byte of an input. */
enum
{
  IS_ANSWER = 1 << 0,
  IS_AS_IT_IS = 1 << 1, /* else the checksum is made to fit */
};

static void
read_greeting (const guint8 *data,
               gsize         size)
{
  g_auto (TroupeGreeting) greeting = { 0 };
  g_auto (TroupeGreeting) again = { 0 };
  g_autoptr (GByteArray) written = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  TroupeVerdict verdict;
  TroupeGreetingResult result;
  gsize taken;

  result = troupe_greeting_parse (&greeting, data, size, &taken, &verdict, &error);
  if (result == TROUPE_GREETING_INVALID)
    g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  if (result != TROUPE_GREETING_WHOLE)
    return;

  g_assert_cmpuint (taken, <=, size);
  troupe_greeting_append (&greeting, written);
  g_assert_cmpint (troupe_greeting_parse (&again, written->data, written->len, &taken, &verdict, &error), ==,
                   TROUPE_GREETING_WHOLE);
  /* An id has more than one written form; all of them are one id. */
  g_assert_true (troupe_proc_id_equal (again.proc, greeting.proc));
  g_assert_cmpmem (written->data, GREETING_TEXT_SIZE_AT, data, GREETING_TEXT_SIZE_AT);
}

static void
read_answer (const guint8 *data,
             gsize         size)
{
  g_auto (TroupeAnswer) answer = { 0 };
  g_autoptr (GByteArray) written = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  TroupeGreetingResult result;
  gsize taken;

  result = troupe_answer_parse (&answer, data, size, &taken, &error);
  if (result == TROUPE_GREETING_INVALID)
    g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME);
  if (result != TROUPE_GREETING_WHOLE)
    return;

  g_assert_cmpuint (taken, <=, size);
  troupe_answer_append (&answer, written);
  if (written->len == taken)
    g_assert_cmpmem (written->data, written->len, data, taken);
  else
    g_assert_nonnull (memchr (data + ANSWER_HEAD_SIZE, 0, taken - ANSWER_HEAD_SIZE));
}

/* Is it the beginning of one, if not all of it is there? */
static void
read_each_prefix (const guint8 *data,
                  gsize         size)
{
  g_auto (TroupeGreeting) greeting = { 0 };
  TroupeVerdict verdict;
  TroupeGreetingResult result;
  gsize taken;

  result = troupe_greeting_parse (&greeting, data, size, &taken, &verdict, NULL);
  for (gsize length = 0; result == TROUPE_GREETING_WHOLE && length < taken; length++)
    {
      TroupeGreeting part;
      gsize ignored;

      g_assert_cmpint (troupe_greeting_parse (&part, data, length, &ignored, &verdict, NULL), ==,
                       TROUPE_GREETING_PARTIAL);
    }
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree guint8 *copy = NULL;

  if (size < 2)
    return 0;

  copy = g_memdup2 (data + 1, size - 1);
  if (data[0] & IS_ANSWER)
    {
      if (!(data[0] & IS_AS_IT_IS))
        fit_greeting_checksum (copy, size - 1, ANSWER_HEAD_SIZE, ANSWER_TEXT_SIZE_AT);
      read_answer (copy, size - 1);
      return 0;
    }

  if (!(data[0] & IS_AS_IT_IS))
    fit_greeting_checksum (copy, size - 1, GREETING_HEAD_SIZE, GREETING_TEXT_SIZE_AT);
  read_greeting (copy, size - 1);
  read_each_prefix (copy, size - 1);

  return 0;
}
