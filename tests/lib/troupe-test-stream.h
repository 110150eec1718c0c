/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-stream.h"

G_BEGIN_DECLS

#define TROUPE_TEST_TYPE_STREAM (troupe_test_stream_get_type ())
G_DECLARE_FINAL_TYPE (TroupeTestStream, troupe_test_stream, TROUPE_TEST, STREAM, TroupeStream)

void  troupe_test_stream_new_pair      (TroupeTestStream **ret_a,
                                        TroupeTestStream **ret_b);
void  troupe_test_stream_limit_reads   (TroupeTestStream  *self,
                                        gsize              max);
void  troupe_test_stream_limit_writes  (TroupeTestStream  *self,
                                        gsize              max);
void  troupe_test_stream_set_capacity  (TroupeTestStream  *self,
                                        gsize              capacity);
void  troupe_test_stream_split_at      (TroupeTestStream  *self,
                                        gsize              offset);
void  troupe_test_stream_break_after   (TroupeTestStream  *self,
                                        gsize              n_bytes);
void  troupe_test_stream_break         (TroupeTestStream  *self);
void  troupe_test_stream_refuse        (TroupeTestStream  *self);
void  troupe_test_stream_inject        (TroupeTestStream  *self,
                                        gconstpointer      data,
                                        gsize              size);
gsize troupe_test_stream_get_n_written (TroupeTestStream  *self);

G_END_DECLS
