/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-module-lint.h"

#include "scenario/troupe-module.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* A module as a file. It may be anything: what libelf does not give is taken for not there. */
typedef struct
{
  const char *path;      /* (not owned) */
  Elf        *elf;       /* (owned) */
  size_t      names;     /* the section with the names of sections */
  GPtrArray  *findings;  /* (element-type utf8) (owned) */
  gboolean    is_module; /* it has the function that a module has */
} Reader;

static gboolean
fail (GError     **error,
      const char  *path,
      const char  *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Could not read the module %s: %s", path, why);

  return FALSE;
}

/* ---- sections and symbols ---- */

typedef struct
{
  Elf_Scn  *section;
  GElf_Shdr head;
} Section;

/* FALSE: there is none of that type */
static gboolean
find_section (const Reader *self,
              guint         type,
              Section      *ret_section)
{
  ret_section->section = NULL;
  while ((ret_section->section = elf_nextscn (self->elf, ret_section->section)) != NULL)
    if (gelf_getshdr (ret_section->section, &ret_section->head) != NULL && ret_section->head.sh_type == type)
      return TRUE;

  return FALSE;
}

/* (nullable) */
static const char *
get_section_name (const Reader    *self,
                  const GElf_Shdr *head)
{
  return elf_strptr (self->elf, self->names, head->sh_name);
}

typedef void (*SymbolFunc) (Reader         *self,
                            const char     *name,
                            const GElf_Sym *symbol);

static void
for_each_symbol (Reader        *self,
                 const Section *table,
                 SymbolFunc     function)
{
  Elf_Data *data = elf_getdata (table->section, NULL);
  gsize n_symbols = data != NULL && table->head.sh_entsize > 0 ? data->d_size / table->head.sh_entsize : 0;

  for (gsize i = 0; i < n_symbols && i <= G_MAXINT; i++)
    {
      GElf_Sym symbol;
      const char *name;

      if (gelf_getsym (data, (int) i, &symbol) == NULL)
        return;
      name = elf_strptr (self->elf, table->head.sh_link, symbol.st_name);
      if (name != NULL && *name != '\0')
        function (self, name, &symbol);
    }
}

/* ---- calls ---- */

/* Is @name among the names that the module may call: one after the other, each with its NUL? */
static gboolean
is_declared (Reader     *self,
             const char *name)
{
  Elf_Scn *section = NULL;
  GElf_Shdr head;

  while ((section = elf_nextscn (self->elf, section)) != NULL)
    {
      Elf_Data *data;
      gsize size = strlen (name) + 1;

      if (gelf_getshdr (section, &head) == NULL ||
          g_strcmp0 (get_section_name (self, &head), TROUPE_MAY_CALL_SECTION) != 0)
        continue;
      data = elf_getdata (section, NULL);
      for (const char *next = data != NULL ? data->d_buf : NULL; next != NULL;)
        {
          gsize rest = data->d_size - (next - (const char *) data->d_buf);

          if (rest < size)
            break;
          if (memcmp (next, name, size) == 0)
            return TRUE;
          next = memchr (next, '\0', rest);
          next = next != NULL ? next + 1 : NULL;
        }
    }

  return FALSE;
}

static void
look_at_dynamic_symbol (Reader         *self,
                        const char     *name,
                        const GElf_Sym *symbol)
{
  const char *what = troupe_module_lint_get_call (name);

  if (symbol->st_shndx != SHN_UNDEF)
    self->is_module = self->is_module || strcmp (name, TROUPE_MODULE_SYMBOL) == 0;
  else if (what != NULL && !is_declared (self, name))
    g_ptr_array_add (self->findings, g_strdup_printf ("calls %s(), which %s", name, what));
}

/* ---- variables ---- */

/* What the loader or the compiler writes to, and what the module itself says it sets once. */
static gboolean
is_section_exempt (const char *name)
{
  static const char *const exempt[] = { ".dynamic", ".got", ".got.plt", ".init_array", ".fini_array", ".tm_clone_table",
                                        TROUPE_SET_ONCE_SECTION, NULL };

  return g_strv_contains (exempt, name) || g_str_has_prefix (name, ".data.rel.ro");
}

/* What the macros of GObject define is set when the type is registered. Two underscores are the compiler's. */
static gboolean
is_name_exempt (const char *name)
{
  return g_str_has_prefix (name, "__") || g_str_has_prefix (name, "completed.") ||
         g_str_has_prefix (name, "static_g_define_type_id") || g_str_has_suffix (name, "_parent_class") ||
         g_str_has_suffix (name, "_private_offset");
}

/* (nullable): the section that a variable is in, if it can be written */
static const char *
find_written_section (const Reader   *self,
                      const GElf_Sym *symbol)
{
  Elf_Scn *section = elf_getscn (self->elf, symbol->st_shndx);
  GElf_Shdr head;

  if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE || section == NULL ||
      gelf_getshdr (section, &head) == NULL || !(head.sh_flags & SHF_WRITE))
    return NULL;

  return get_section_name (self, &head);
}

static void
look_at_variable (Reader         *self,
                  const char     *name,
                  const GElf_Sym *symbol)
{
  int type = GELF_ST_TYPE (symbol->st_info);
  const char *section;
  gsize n_word;

  if ((type != STT_OBJECT && type != STT_TLS) || symbol->st_size == 0 || is_name_exempt (name))
    return;
  section = find_written_section (self, symbol);
  if (section == NULL || is_section_exempt (section))
    return;

  /* The compiler numbers what is static in a function: `count.0`. */
  n_word = strcspn (name, ".");
  g_ptr_array_add (self->findings,
                   g_strdup_printf ("has a variable '%.*s' that all procs of a simulated world would share; keep it in "
                                    "the actor, or mark it TROUPE_SET_ONCE", (int) n_word, name));
}

/* ---- the file ---- */

static gboolean
read_module (Reader  *self,
             GError **error)
{
  Section table;
  GElf_Ehdr head;

  if (elf_kind (self->elf) != ELF_K_ELF || gelf_getehdr (self->elf, &head) == NULL || head.e_type != ET_DYN ||
      elf_getshdrstrndx (self->elf, &self->names) != 0)
    return fail (error, self->path, "it is no shared library");

  if (find_section (self, SHT_DYNSYM, &table))
    for_each_symbol (self, &table, look_at_dynamic_symbol);
  if (!self->is_module)
    return fail (error, self->path, "it has no function " TROUPE_MODULE_SYMBOL "()");
  if (find_section (self, SHT_SYMTAB, &table))
    for_each_symbol (self, &table, look_at_variable);
  else
    g_ptr_array_add (self->findings, g_strdup ("has no symbols, so that its variables cannot be told; "
                                               "use it as it was linked, before it was stripped"));

  return TRUE;
}

gboolean
troupe_module_lint_is_module (const char *path)
{
  char magic[SELFMAG];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is_module = fd >= 0 && read (fd, magic, sizeof (magic)) == sizeof (magic) &&
                       memcmp (magic, ELFMAG, SELFMAG) == 0;

  if (fd >= 0)
    close (fd);

  return is_module;
}

GPtrArray *
troupe_module_lint (const char  *path,
                    GError     **error)
{
  Reader self = { .path = path };
  gboolean was_read;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      fail (error, path, g_strerror (errno));
      return NULL;
    }

  elf_version (EV_CURRENT);
  self.findings = g_ptr_array_new_with_free_func (g_free);
  self.elf = elf_begin (fd, ELF_C_READ, NULL);
  was_read = read_module (&self, error);
  elf_end (self.elf);
  close (fd);
  if (!was_read)
    g_clear_pointer (&self.findings, g_ptr_array_unref);

  return self.findings;
}
