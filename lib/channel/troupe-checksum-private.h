/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* XXH3, 64 bits, seed 0: what the wire carries to tell bytes from noise. It proves nothing against malice. */
guint64 troupe_checksum        (const void *data,
                                gsize       size);
/* Of @head and then @body, as if they were one run of bytes. */
guint64 troupe_checksum_joined (const void *head,
                                gsize       head_size,
                                const void *body,
                                gsize       body_size);

/* The ways that troupe_checksum() chooses from. */
guint64 troupe_checksum_narrow (const void *data,
                                gsize       size);
#if defined (__x86_64__) && defined (__GNUC__)
# define TROUPE_CHECKSUM_HAS_AVX2 1
/* Only where the processor has AVX2. */
guint64 troupe_checksum_avx2        (const void *data,
                                     gsize       size);
guint64 troupe_checksum_joined_avx2 (const void *head,
                                     gsize       head_size,
                                     const void *body,
                                     gsize       body_size);
#endif

G_END_DECLS
