/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-lexer-private.h"

#include <string.h>

#include "base/troupe-id.h"

/* Where the lexer stands. The text is valid UTF-8 up to the end of the line when a line is read. */
typedef struct
{
  const char        *file_name;
  const char        *text;
  gsize              length;
  gsize              offset;      /* of the next byte */
  gsize              line_end;    /* offset of the end of the current line */
  guint              line;
  gsize              line_start;
  guint              column;      /* of `column_at` */
  gsize              column_at;   /* an offset in this line: columns are counted on from it */
  TroupeDiagnostics *diagnostics;
} Lexer;

static const char symbols[][4] = { "<->", "->", "!=", ",", ":", "|", "=", "<", ">", "~" };

TroupeToken *
troupe_token_new (TroupeTokenKind  kind,
                  const char      *text,
                  gssize           length)
{
  TroupeToken *self = g_new0 (TroupeToken, 1);

  self->kind = kind;
  self->text = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);

  return self;
}

void
troupe_token_free (TroupeToken *self)
{
  g_free (self->text);
  g_free (self->source);
  g_free (self);
}

gboolean
troupe_token_is (const TroupeToken *self,
                 TroupeTokenKind    kind,
                 const char        *text)
{
  return self->kind == kind && g_str_equal (self->text, text);
}

static TroupeLine *
line_new (void)
{
  TroupeLine *self = g_new0 (TroupeLine, 1);

  self->tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_token_free);

  return self;
}

static void
line_free (gpointer data)
{
  TroupeLine *self = data;

  g_ptr_array_unref (self->tokens);
  g_free (self->comment);
  g_free (self);
}

/* Columns count characters. Spans are asked for from left to right, so that a line is counted once. */
static TroupeSpan
span_of (Lexer *self,
         gsize  start,
         gsize  end)
{
  if (start < self->column_at)
    {
      self->column_at = self->line_start;
      self->column = 1;
    }
  for (; self->column_at < start; self->column_at++)
    if (((guchar) self->text[self->column_at] & 0xc0) != 0x80)
      self->column++;

  return (TroupeSpan) { self->line, self->column, (guint) start, (guint) end };
}

static void
report (Lexer      *self,
        gsize       start,
        gsize       end,
        const char *text)
{
  TroupeSpan span = span_of (self, start, end);

  troupe_diagnostics_add (self->diagnostics, TROUPE_SEVERITY_ERROR, self->file_name, &span, "%s", text);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("_.-*[]$%+", c) != NULL);
}

/* A word ends before `->`; inside brackets a comma belongs to it. */
static gsize
word_end (Lexer *self)
{
  gsize end = self->offset;
  gboolean in_brackets = FALSE;

  while (end < self->line_end)
    {
      char c = self->text[end];

      if (c == '-' && end + 1 < self->line_end && self->text[end + 1] == '>')
        break;
      if (!is_word_char (c) && !(in_brackets && c == ','))
        break;
      if (c == '[' || c == ']')
        in_brackets = c == '[';
      end++;
    }

  return end;
}

static int
hex_digits (const char *text,
            const char *end,
            guint       n_max,
            gunichar   *ret_value)
{
  guint n = 0;

  *ret_value = 0;
  while (n < n_max && text + n < end && g_ascii_isxdigit (text[n]))
    *ret_value = *ret_value * 16 + (gunichar) g_ascii_xdigit_value (text[n++]);

  return (int) n;
}

static int
octal_digits (const char *text,
              const char *end,
              gunichar   *ret_value)
{
  int n = 0;

  *ret_value = 0;
  while (n < 3 && text + n < end && text[n] >= '0' && text[n] <= '7')
    *ret_value = *ret_value * 8 + (gunichar) (text[n++] - '0');

  return n;
}

/* Appends what the escape behind a backslash means. Returns: its length; 0: it is none */
static int
unescape (const char *text,
          const char *end,
          GString    *into)
{
  static const char letters[] = "abfnrtv\\\"'";
  static const char values[] = "\a\b\f\n\r\t\v\\\"'";
  const char *letter = text < end && *text != '\0' ? strchr (letters, *text) : NULL;
  gunichar value = 0;
  int n;

  if (letter != NULL)
    {
      g_string_append_c (into, values[letter - letters]);
      return 1;
    }
  if (text < end && (*text == 'u' || *text == 'U'))
    {
      guint n_max = *text == 'u' ? 4 : 8;

      n = hex_digits (text + 1, end, n_max, &value);
      if (n != (int) n_max || value == 0 || !g_unichar_validate (value))
        return 0;
      g_string_append_unichar (into, value);
      return 1 + n;
    }
  if (text < end && *text == 'x')
    {
      n = hex_digits (text + 1, end, 2, &value);
      n = n > 0 ? n + 1 : 0;
    }
  else
    {
      n = octal_digits (text, end, &value);
    }
  if (n == 0 || value == 0 || value > 0xff)
    return 0;
  g_string_append_c (into, (char) value);

  return n;
}

/* Reads from the opening quote on. Returns: NULL, reported, where it is no string */
static TroupeToken *
read_string (Lexer *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *end = self->text + self->line_end;
  const char *c = self->text + self->offset + 1;
  gsize start = self->offset;

  while (c < end && *c != '"')
    {
      int n;

      if (*c != '\\')
        {
          g_string_append_c (text, *c++);
          continue;
        }
      n = unescape (c + 1, end, text);
      if (n == 0)
        {
          gsize at = (gsize) (c - self->text);

          report (self, at, MIN (at + 2, self->line_end),
                  "unknown escape in a string; write \\n, \\t, \\\\, \\\", \\xHH or \\uHHHH");
          n = c + 1 < end ? 1 : 0;
        }
      c += 1 + n;
    }

  self->offset = MIN ((gsize) (c - self->text) + 1, self->line_end);
  if (c >= end)
    {
      report (self, start, self->line_end, "a string has no end; close it with a '\"' on the same line");
      return NULL;
    }
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    {
      report (self, start, self->offset,
              "the escapes of a string make no UTF-8; write the character itself, or \\uHHHH");
      return NULL;
    }

  return troupe_token_new (TROUPE_TOKEN_STRING, text->str, (gssize) text->len);
}

static TroupeToken *
read_symbol (Lexer *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      gsize length = strlen (symbols[i]);

      if (self->offset + length > self->line_end || memcmp (self->text + self->offset, symbols[i], length) != 0)
        continue;
      self->offset += length;
      return troupe_token_new (TROUPE_TOKEN_SYMBOL, symbols[i], -1);
    }

  return NULL;
}

static void
skip_unknown (Lexer *self)
{
  const char *c = self->text + self->offset;
  gsize length = (gsize) (g_utf8_next_char (c) - c);
  gunichar value = g_utf8_get_char (c);
  g_autofree char *text = NULL;

  if (g_unichar_isprint (value))
    text = g_strdup_printf ("'%.*s' means nothing here; put text in quotes", (int) length, c);
  else
    text = g_strdup_printf ("the character U+%04X means nothing here; remove it", value);
  report (self, self->offset, self->offset + length, text);
  self->offset += length;
}

static void
read_token (Lexer      *self,
            TroupeLine *line,
            gboolean    space_before)
{
  gsize start = self->offset;
  TroupeToken *token;

  if (self->text[start] == '"')
    {
      token = read_string (self);
    }
  else if ((token = read_symbol (self)) == NULL)
    {
      self->offset = word_end (self);
      if (self->offset > start)
        token = troupe_token_new (TROUPE_TOKEN_WORD, self->text + start, (gssize) (self->offset - start));
      else
        skip_unknown (self);
    }
  if (token == NULL)
    {
      line->is_broken = TRUE;
      return;
    }

  token->span = span_of (self, start, self->offset);
  token->space_before = space_before;
  g_ptr_array_add (line->tokens, token);
}

/* A line that cannot be read at all is reported and is empty. */
static gboolean
line_is_readable (Lexer *self)
{
  const char *start = self->text + self->line_start;
  const char *bad;

  if (self->line_end - self->line_start > TROUPE_LINE_LENGTH_MAX)
    {
      report (self, self->line_start, self->line_start, "a line is longer than 65,536 bytes; break it up");
      return FALSE;
    }
  if (!g_utf8_validate_len (start, self->line_end - self->line_start, &bad))
    {
      gsize at = (gsize) (bad - self->text);

      report (self, at, at + 1, "a byte that is no UTF-8; save the file as UTF-8");
      return FALSE;
    }

  return TRUE;
}

static TroupeLine *
read_line (Lexer *self)
{
  TroupeLine *line = line_new ();
  TroupeToken *end;
  gboolean space_before = TRUE;

  if (!line_is_readable (self))
    self->offset = self->line_end;
  while (self->offset < self->line_end && self->text[self->offset] != '#')
    {
      if (is_blank (self->text[self->offset]))
        {
          self->offset++;
          space_before = TRUE;
          continue;
        }
      read_token (self, line, space_before);
      space_before = FALSE;
    }
  if (self->offset < self->line_end)
    line->comment = g_strchomp (g_strndup (self->text + self->offset, self->line_end - self->offset));

  end = troupe_token_new (TROUPE_TOKEN_END, "", 0);
  end->span = span_of (self, self->offset, self->offset);
  end->space_before = TRUE;
  g_ptr_array_add (line->tokens, end);

  return line;
}

GPtrArray *
troupe_lexer_run (const char        *file_name,
                  const char        *text,
                  gsize              length,
                  TroupeDiagnostics *diagnostics)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  Lexer self = { file_name, text, length, 0, 0, 0, 0, 1, 0, diagnostics };

  if (length > TROUPE_FILE_LENGTH_MAX)
    {
      self.line = 1;
      report (&self, 0, 0, "the file is longer than 16 MiB; split it");
      return lines;
    }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    self.offset = 3;

  while (self.offset < length)
    {
      const char *newline = memchr (text + self.offset, '\n', length - self.offset);

      self.line++;
      self.line_start = self.column_at = self.offset;
      self.column = 1;
      self.line_end = newline != NULL ? (gsize) (newline - text) : length;
      g_ptr_array_add (lines, read_line (&self));
      self.offset = self.line_end + 1;
    }

  return lines;
}

gboolean
troupe_word_is_name (const char *word)
{
  gsize length = strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789_-");

  return g_ascii_islower (word[0]) && word[length] == '\0' && length <= TROUPE_NAME_LENGTH_MAX;
}

gboolean
troupe_word_is_dotted (const char *word)
{
  g_auto (GStrv) names = g_strsplit (word, ".", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (!troupe_word_is_name (names[i]))
      return FALSE;

  return names[0] != NULL;
}

gboolean
troupe_word_is_id (const char *word)
{
  gsize letters = strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const char *digits = word[letters] == '-' ? word + letters + 1 : "";

  return letters > 0 && *digits != '\0' && digits[strspn (digits, "0123456789")] == '\0';
}

char *
troupe_string_quote (const char *text)
{
  static const char letters[] = "abfnrtv\\\"";
  static const char values[] = "\a\b\f\n\r\t\v\\\"";
  g_autoptr (GString) quoted = g_string_new ("\"");

  for (const char *c = text; *c != '\0'; c++)
    {
      const char *value = strchr (values, *c);

      if (value != NULL)
        g_string_append_printf (quoted, "\\%c", letters[value - values]);
      else if ((guchar) *c < ' ' || *c == 0x7f)
        g_string_append_printf (quoted, "\\%03o", (guint) (guchar) *c);
      else
        g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}
